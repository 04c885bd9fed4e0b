package io.trenchbot.examples;

import io.trenchbot.JournalRecord;
import io.trenchbot.streaming.TransactionView;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A record as one line of JSON: where and when, what the bot wrote about it, and the transaction's summary. Nothing in it
 * needs escaping: numbers, base58, base64 and names of enums.
 *
 * <p>Threading: for one thread.
 */
final class JournalLine {
    private final TransactionView view = new TransactionView();

    String json(byte[] payload, long position, long stampNs) {
        StringBuilder out = new StringBuilder(1_024);
        out.append("{\"position\":").append(position).append(",\"stamp\":").append(stampNs);
        out.append(",\"time\":\"").append(JournalInfo.time(stampNs)).append('"');
        try {
            bot(out, JournalRecord.read(ByteBuffer.wrap(payload), 0, payload.length));
        } catch (IllegalArgumentException notTheBots) {
            out.append(",\"bytes\":").append(payload.length);
            text(out, "payload", Base64.getEncoder().encodeToString(payload));
        }
        return out.append('}').toString();
    }

    private void bot(StringBuilder out, JournalRecord journalled) {
        byte[] wire = journalled.wire();
        out.append(",\"slot\":").append(Long.toUnsignedString(journalled.slot()));
        text(out, "verdict", journalled.verdict().name().toLowerCase(Locale.ROOT));
        out.append(",\"failed\":").append(journalled.failed());
        out.append(",\"backfilled\":").append(journalled.backfilled());
        out.append(",\"bytes\":").append(wire.length);
        TransactionView.Status status = view.wrap(wire, 0, wire.length);
        if (status == TransactionView.Status.OK) {
            summary(out);
        } else {
            text(out, "malformed", status.name().toLowerCase(Locale.ROOT));
        }
        text(out, "transaction", Base64.getEncoder().encodeToString(wire));
    }

    private void summary(StringBuilder out) {
        text(out, "signature", view.signature(0));
        text(out, "feePayer", view.key(0));
        text(out, "version", view.version() == TransactionView.LEGACY ? "legacy" : Integer.toString(view.version()));
        out.append(",\"signatures\":").append(view.signatureCount());
        out.append(",\"keys\":").append(view.keyCount());
        out.append(",\"tables\":").append(view.tableCount());
        out.append(",\"instructions\":").append(view.instructionCount());
        Set<String> programs = new LinkedHashSet<>();
        for (int i = 0; i < view.instructionCount(); i++) {
            programs.add("\"" + view.key(view.programIndex(i)) + "\"");
        }
        out.append(",\"programs\":[").append(String.join(",", programs)).append(']');
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":\"").append(value).append('"');
    }
}
