package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon somebody goes on where a writer was killed. The figures are printed; what is asserted holds on a busy machine too. */
@Tag("slow")
@Timeout(300)
class NextWriterTest {

    private static final int KILLS = 20;
    private static final long LARGE_BYTES = 1L << 30;
    private static final long PATIENCE_NS = 10_000_000_000L;

    @TempDir
    Path directory;

    private long recoveryNs;

    /** Appends records of 64 bytes to 1 KiB from two threads until it is killed; says when there are enough of them. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws IOException {
            TransactionBuffer buffer =
                    TransactionBuffer.builder(Path.of(args[0])).open();
            for (int thread = 0; thread < 2; thread++) {
                int seed = thread;
                new Thread(() -> append(buffer, seed, Long.parseLong(args[1]))).start();
            }
            while (buffer.stats().tailPosition() < Long.parseLong(args[1])) {
                Thread.onSpinWait();
            }
            System.out.println("written");
            while (System.in.read() >= 0) {}
            Runtime.getRuntime().halt(0);
        }

        private static void append(TransactionBuffer buffer, int seed, long bytes) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] payload = new byte[1_024];
            random.nextBytes(payload);
            // Beyond what is asked for only slowly, so that the device is not full before the signal comes.
            while (true) {
                long position = buffer.append(payload, 0, random.nextInt(64, 1_025), seed);
                if (position > bytes) {
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000);
                }
            }
        }
    }

    private Process writer(long bytes) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString(),
                        Long.toString(bytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        assertThat(said).isEqualTo("written");
        return process;
    }

    /** From the signal to the first record of the next writer, which tries to open all the time. */
    private long goOnNs(Process killed) throws Exception {
        long startNs = System.nanoTime();
        killed.destroyForcibly();
        while (true) {
            try (TransactionBuffer next = TransactionBuffer.builder(directory).open()) {
                assertThat(next.append(new byte[64], 0, 64)).isPositive();
                long takenNs = System.nanoTime() - startNs;
                recoveryNs += next.recovery().durationNs();
                assertThat(next.recovery().orderlyClose()).isFalse();
                assertThat(next.recovery().cut()).isEmpty();
                return takenNs;
            } catch (BufferException e) {
                assertThat(e.reason()).isEqualTo(Reason.LOCKED);
                assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
            }
        }
    }

    @Test
    void afterAKillTheNextWriterGoesOn() throws Exception {
        long[] takenNs = new long[KILLS];
        SplittableRandom random = new SplittableRandom();
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = writer(random.nextInt(1 << 20, 100 << 20));
            takenNs[kill] = goOnNs(writer);
            writer.waitFor(10, TimeUnit.SECONDS);
            CrashHarness.delete(directory);
            java.nio.file.Files.createDirectory(directory);
        }
        Arrays.sort(takenNs);
        System.out.printf(
                "%d kills: the next writer's first record after %.1f ms (median), %.1f ms (most), of it recovery %.1f ms%n",
                KILLS, takenNs[KILLS / 2] / 1e6, takenNs[KILLS - 1] / 1e6, recoveryNs / 1e6 / KILLS);
    }

    @Test
    void aGibibyteIsOpenedAfterAKill() throws Exception {
        Process writer = writer(LARGE_BYTES);
        writer.destroyForcibly().waitFor();
        for (boolean all : new boolean[] {false, true, false, true}) {
            Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
            copy(copy);
            long startNs = System.nanoTime();
            try (TransactionBuffer buffer =
                    TransactionBuffer.builder(copy).verifyOnOpen(all).open()) {
                long takenNs = System.nanoTime() - startNs;
                RecoveryReport report = buffer.recovery();
                System.out.printf(
                        "1 GiB %s: open in %.1f ms, of it recovery %.1f ms of %d MiB in %d records%n",
                        all ? "with every segment verified" : "with sealed segments trusted",
                        takenNs / 1e6,
                        report.durationNs() / 1e6,
                        report.scannedBytes() >> 20,
                        report.records());
                assertThat(report.cut()).isEmpty();
                assertThat(report.endPosition()).isGreaterThanOrEqualTo(LARGE_BYTES);
                assertThat(takenNs).isLessThan(PATIENCE_NS);
            } finally {
                CrashHarness.delete(copy);
            }
        }
    }

    /** A recovery repairs what it measures, so each gets files of its own. */
    private void copy(Path to) throws IOException {
        java.nio.file.Files.createDirectory(to);
        try (var files = java.nio.file.Files.list(directory)) {
            for (Path file : files.toList()) {
                java.nio.file.Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
