package io.trenchbot.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * What a run came to.
 *
 * @param transactionsDelivered through the whole pipeline
 * @param transactionsLost executed by the local ledger and never delivered; of a real node, whose count is not known, those of
 *     gaps that could not be filled are counted as gaps only
 * @param transactionsRejected with a signature that does not verify, or malformed
 * @param signaturesAccepted single signatures that verified
 * @param signaturesRejected single signatures that did not
 * @param journalRecords read back from the journal
 * @param journalMatches whether they are what the strategy was shown, in that order
 * @param endToEndP50Micros from the socket to the strategy's return, half of all
 * @param endToEndP99Micros 99 of 100
 * @param endToEndP999Micros 999 of 1,000
 * @param verifierEngine which one and why
 * @param reconnects of the stream
 * @param gapsFilled of the stream
 * @param gapsUnfillable of the stream
 * @param backfilled transactions that filled them
 * @param failovers calls that went on at another node
 * @param rugPullsFound by the analyzer
 * @param findings of any kind
 * @param alertsFired by the monitor
 * @param transactionsSent by the bot
 * @param transactionsLanded of those, on the chain
 */
record QuickstartReport(
        long transactionsDelivered,
        long transactionsLost,
        long transactionsRejected,
        long signaturesAccepted,
        long signaturesRejected,
        long journalRecords,
        boolean journalMatches,
        double endToEndP50Micros,
        double endToEndP99Micros,
        double endToEndP999Micros,
        String verifierEngine,
        long reconnects,
        long gapsFilled,
        long gapsUnfillable,
        long backfilled,
        long failovers,
        long rugPullsFound,
        long findings,
        long alertsFired,
        long transactionsSent,
        long transactionsLanded) {

    String toText() {
        return String.format(
                Locale.ROOT,
                """
                transactions   %,d delivered, %,d lost, %,d rejected
                signatures     %,d accepted, %,d rejected, by %s
                journal        %,d records, %s
                end to end     p50 %.1f us, p99 %.1f us, p99.9 %.1f us
                stream         %d reconnects, %d gaps filled with %,d transactions, %d unfillable
                pool           %d failovers
                analysis       %d rug pulls among %d findings
                execution      %d sent, %d landed
                alerts         %d fired
                """,
                transactionsDelivered,
                transactionsLost,
                transactionsRejected,
                signaturesAccepted,
                signaturesRejected,
                verifierEngine,
                journalRecords,
                journalMatches ? "as delivered" : "NOT AS DELIVERED",
                endToEndP50Micros,
                endToEndP99Micros,
                endToEndP999Micros,
                reconnects,
                gapsFilled,
                backfilled,
                gapsUnfillable,
                failovers,
                rugPullsFound,
                findings,
                transactionsSent,
                transactionsLanded,
                alertsFired);
    }

    /** One line. */
    String toJson() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("transactionsDelivered", transactionsDelivered);
            json.writeNumberField("transactionsLost", transactionsLost);
            json.writeNumberField("transactionsRejected", transactionsRejected);
            json.writeNumberField("signaturesAccepted", signaturesAccepted);
            json.writeNumberField("signaturesRejected", signaturesRejected);
            json.writeNumberField("journalRecords", journalRecords);
            json.writeBooleanField("journalMatches", journalMatches);
            json.writeNumberField("endToEndP50Micros", endToEndP50Micros);
            json.writeNumberField("endToEndP99Micros", endToEndP99Micros);
            json.writeNumberField("endToEndP999Micros", endToEndP999Micros);
            json.writeStringField("verifierEngine", verifierEngine);
            json.writeNumberField("reconnects", reconnects);
            json.writeNumberField("gapsFilled", gapsFilled);
            json.writeNumberField("gapsUnfillable", gapsUnfillable);
            json.writeNumberField("backfilled", backfilled);
            json.writeNumberField("failovers", failovers);
            json.writeNumberField("rugPullsFound", rugPullsFound);
            json.writeNumberField("findings", findings);
            json.writeNumberField("alertsFired", alertsFired);
            json.writeNumberField("transactionsSent", transactionsSent);
            json.writeNumberField("transactionsLanded", transactionsLanded);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return out.toString();
    }
}
