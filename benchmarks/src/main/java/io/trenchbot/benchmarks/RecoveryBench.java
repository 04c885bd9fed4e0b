package io.trenchbot.benchmarks;

import io.trenchbot.buffer.BufferException;
import io.trenchbot.buffer.RecoveryReport;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Goes on where a writer has ended, or was killed. */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
public class RecoveryBench {
    private static final long SCANNED_BYTES = 512L << 20;
    private static final long OPENED_BYTES = 1L << 30;
    private static final long SMALL_BYTES = 1L << 20;
    private static final int SCANS = 5;
    private static final int KILLS = 5;
    private static final byte[] PAYLOAD = new byte[64];
    private static final long TIMEOUT_MS = 1_000;

    @Param("256")
    public int payloadBytes;

    @Param("false")
    public boolean all;

    /** Nanoseconds for a thousand bytes of a log whose records are all verified. */
    @Benchmark
    public void scan(Reported reported) throws IOException {
        Path folder = Scratch.onDevice();
        try {
            long records = write(folder);
            List<Double> nsByScan = new ArrayList<>();
            for (int i = 0; i < SCANS; i++) {
                try (TransactionBuffer buffer =
                        TransactionBuffer.builder(folder).verifyOnOpen(true).open()) {
                    RecoveryReport report = buffer.recovery();
                    Check.that(report.records() == records, report.records() + " of " + records + " records are found");
                    nsByScan.add(1_000.0 * report.durationNs() / report.scannedBytes());
                }
            }
            reported.value = Measurement.median(nsByScan);
        } finally {
            Scratch.delete(folder);
        }
    }

    private long write(Path folder) {
        List<byte[]> payloads = Scratch.payloads(payloadBytes);
        try (TransactionBuffer buffer = TransactionBuffer.builder(folder).open()) {
            long records = 0;
            long position = 0;
            while (position < SCANNED_BYTES) {
                byte[] payload = payloads.get((int) (records % payloads.size()));
                position = buffer.append(payload, 0, payload.length);
                records += position > 0 ? 1 : 0;
            }
            return records;
        }
    }

    /** Milliseconds to open a log of 1 GiB in a JVM that has opened none before, after its writer was killed. */
    @Benchmark
    public void open(Reported reported) throws IOException, InterruptedException {
        Path folder = Scratch.onDevice();
        try {
            KilledWriter.start(true, folder, OPENED_BYTES).destroyForcibly().waitFor();
            long startNs = System.nanoTime();
            try (TransactionBuffer buffer =
                    TransactionBuffer.builder(folder).verifyOnOpen(all).open()) {
                reported.value = (System.nanoTime() - startNs) / 1e6;
                RecoveryReport report = buffer.recovery();
                Check.that(!report.orderlyClose() && report.cut().isEmpty(), "killed, and nothing is lost");
                Check.that(report.endPosition() >= OPENED_BYTES, "everything is there");
            }
        } finally {
            Scratch.delete(folder);
        }
    }

    /** Milliseconds from the signal that kills a writer to the first record of the next one, which waits for it. */
    @Benchmark
    public void takeover(Reported reported) throws IOException, InterruptedException {
        List<Double> msByKill = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Path folder = Scratch.onDevice();
            try {
                Process writer = KilledWriter.start(true, folder, SMALL_BYTES);
                msByKill.add(firstRecordMs(writer, folder));
                writer.waitFor();
            } finally {
                Scratch.delete(folder);
            }
        }
        reported.value = Measurement.median(msByKill);
    }

    private static double firstRecordMs(Process writer, Path folder) {
        long startNs = System.nanoTime();
        writer.destroyForcibly();
        while (true) {
            try (TransactionBuffer next = TransactionBuffer.builder(folder).open()) {
                long position = next.append(PAYLOAD, 0, PAYLOAD.length);
                double takenMs = (System.nanoTime() - startNs) / 1e6;
                Check.that(position > SMALL_BYTES, "the log goes on");
                return takenMs;
            } catch (BufferException e) {
                Check.that(e.reason() == BufferException.Reason.LOCKED, "nothing but the writer is in the way");
            }
        }
    }

    /** The same where Chronicle Queue's other appender is open already; its timeout is a tenth of the default. */
    @Benchmark
    public void takeoverChronicleQueue(Reported reported) throws IOException, InterruptedException {
        Path folder = Scratch.onDevice();
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(folder.toFile())
                        .timeoutMS(TIMEOUT_MS)
                        .build();
                ExcerptAppender appender = queue.createAppender()) {
            Documents.append(appender, PAYLOAD, 0);
            Process writer = KilledWriter.start(false, folder, SMALL_BYTES);
            long startNs = System.nanoTime();
            writer.destroyForcibly().waitFor();
            Documents.append(appender, PAYLOAD, 0);
            reported.value = (System.nanoTime() - startNs) / 1e6;
        } finally {
            Scratch.delete(folder);
        }
    }
}
