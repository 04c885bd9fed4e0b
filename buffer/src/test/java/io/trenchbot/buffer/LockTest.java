package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P5: one writing process, and whoever comes second is told by whom it is held. */
class LockTest {

    @TempDir
    Path directory;

    /** Opens a journal, says so, and holds it until its input ends. */
    static final class Holder {

        public static void main(String[] args) throws IOException {
            try (TransactionBuffer buffer = TransactionBuffer.builder(Path.of(args[0]))
                    .segmentBytes(1 << 16)
                    .open()) {
                System.out.println("open " + buffer.append(new byte[] {1}, 0, 1));
                while (System.in.read() >= 0) {}
            } catch (BufferException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String line(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
    }

    private TransactionBuffer open() {
        return TransactionBuffer.builder(directory).segmentBytes(1 << 16).open();
    }

    private void isLockedBy(long pid) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        BufferException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                .hasMessageEndingWith(" " + pid);
    }

    @Test
    void aSecondBufferInTheSameProcessIsRefused() throws IOException {
        try (TransactionBuffer buffer = open()) {
            isLockedBy(ProcessHandle.current().pid());
            Path link =
                    Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-link"), directory);
            assertThatThrownBy(() -> TransactionBuffer.builder(link)
                            .segmentBytes(1 << 16)
                            .open())
                    .isInstanceOf(BufferException.class);
            Files.delete(link);
            assertThat(buffer.append(new byte[] {1}, 0, 1)).isPositive();
        }
        open().close();
    }

    @Test
    void aSecondProcessIsRefusedAndTheAttemptsDoNotDropTheLock() throws Exception {
        try (TransactionBuffer buffer = open()) {
            // A second channel of the lock file in this process, closed again, would silently drop the lock.
            isLockedBy(ProcessHandle.current().pid());
            isLockedBy(ProcessHandle.current().pid());
            Process other = start();
            assertThat(line(other))
                    .startsWith("LOCKED")
                    .endsWith(" " + ProcessHandle.current().pid());
            other.waitFor();
            assertThat(buffer.append(new byte[] {1}, 0, 1)).isPositive();
        }
    }

    @Test
    void theLockOfAKilledProcessIsFreeAtOnceAndTheNextWriterGoesOn() throws Exception {
        Process holder = start();
        try {
            assertThat(line(holder)).startsWith("open ");
            isLockedBy(holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        long startNs = System.nanoTime();
        try (TransactionBuffer buffer = open()) {
            assertThat(buffer.append(new byte[] {2}, 0, 1)).isPositive();
            assertThat(System.nanoTime() - startNs).as("ns to go on").isLessThan(2_000_000_000L);
            assertThat(buffer.recovery().orderlyClose()).isFalse();
            assertThat(buffer.recovery().isClean()).isTrue();
            assertThat(JournalTest.readAll(buffer.reader(ReadFrom.earliest())))
                    .extracting(JournalTest.Entry::hex)
                    .containsExactly("01", "02");
        }
    }
}
