package io.trenchbot.examples;

import io.trenchbot.buffer.JournalInspection;
import io.trenchbot.buffer.RecoveryReport;
import java.io.PrintStream;
import java.nio.file.Path;

/** Every record's checksum and the joints between the segments. */
final class JournalVerify {
    private JournalVerify() {}

    /** Prints what was found; false if the journal is damaged. */
    static boolean print(Path directory, PrintStream out, PrintStream err) {
        JournalInspection inspection = JournalInspection.of(directory);
        RecoveryReport findings = inspection.findings();
        for (JournalInspection.SegmentFile each : inspection.segments()) {
            if (!each.checksums()) {
                err.println(each.file() + " has no checksums; only the lengths of its records can be verified");
            }
        }
        String whole = findings.records() + " records, " + findings.scannedBytes() + " bytes";
        if (findings.cut().isPresent()) {
            RecoveryReport.Cut cut = findings.cut().get();
            err.println("damaged at " + cut.position() + ": " + cut.reason() + "; before it " + whole
                    + ", from there on " + cut.bytes() + " bytes that are not in the log");
            return false;
        }
        out.println("whole: " + whole + ", end at " + findings.endPosition() + ", " + findings.abandonedClaims()
                + " open claims");
        return true;
    }
}
