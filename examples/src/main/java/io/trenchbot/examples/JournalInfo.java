package io.trenchbot.examples;

import io.trenchbot.buffer.JournalInspection;
import io.trenchbot.buffer.RecoveryReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What a journal holds, at a glance. */
final class JournalInfo {
    private JournalInfo() {}

    static int print(Path directory, PrintStream out) {
        JournalInspection inspection = JournalInspection.of(directory);
        RecoveryReport findings = inspection.findings();
        out.println("journal      " + directory);
        out.println("records      " + findings.records());
        out.println("first        " + time(inspection.firstStamp()));
        out.println("last         " + time(inspection.lastStamp()));
        out.println("positions    " + inspection.segments().get(0).basePosition() + " to " + findings.endPosition());
        out.println("left         " + left(findings));
        out.println("segments     " + inspection.segments().size());
        for (JournalInspection.SegmentFile each : inspection.segments()) {
            out.println("  " + each.file().getFileName() + "  from " + each.basePosition() + ", " + each.bytes()
                    + " bytes, " + (each.checksums() ? "checksums" : "no checksums") + (each.ring() ? ", ring" : "")
                    + (each.basePosition() > findings.endPosition() ? ", prepared" : ""));
        }
        out.println("readers      " + inspection.readerPositions().size());
        inspection
                .readerPositions()
                .forEach((name, position) -> out.println("  " + name + "  at " + position + ", "
                        + Math.max(0, findings.endPosition() - position) + " bytes behind"));
        return 0;
    }

    private static String left(RecoveryReport findings) {
        String how = findings.cut()
                .map(cut -> "damaged at " + cut.position() + ": " + cut.reason() + ", " + cut.bytes()
                        + " bytes from there on would be cut off")
                .orElse(findings.orderlyClose() ? "closed in order" : "open, or its writer died");
        return findings.abandonedClaims() == 0 ? how : how + ", " + findings.abandonedClaims() + " open claims";
    }

    private static String time(OptionalLong stampNs) {
        return stampNs.isEmpty() ? "-" : time(stampNs.getAsLong());
    }

    /** A stamp as the bot writes it: nanoseconds since the epoch. */
    static String time(long stampNs) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(Math.floorDiv(stampNs, second), Math.floorMod(stampNs, second))
                .toString();
    }
}
