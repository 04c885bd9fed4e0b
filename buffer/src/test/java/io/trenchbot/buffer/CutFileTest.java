package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.buffer.BufferException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is promised about a file that others cut under a mapping, but where the fault can be caught it is a typed error.
 * In a process of its own: a checksum over memory that is gone ends the JVM, and Java 17 may report the fault of a load
 * long after it, to whoever runs then. Later versions report it at once.
 */
@Timeout(60)
class CutFileTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    /** What meets the cut. */
    enum Use {
        POLL,
        SEEK,
        LAG,
        APPEND,
        CLAIM,
        STATS,
        FORCE,
        CLOSE
    }

    /** Maps a journal, cuts its first file, goes on using it and says what came of it. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) throws IOException {
            System.out.println(use(Use.valueOf(args[1]), Path.of(args[0])));
            System.out.flush();
            // Whatever else the fault brings is nobody's any more.
            Runtime.getRuntime().halt(0);
        }

        private static String use(Use use, Path directory) throws IOException {
            try {
                switch (use) {
                    case POLL, SEEK, LAG -> read(use, directory);
                    default -> {
                        return write(use, directory);
                    }
                }
                return "no error";
            } catch (BufferException e) {
                return e.reason().name();
            } catch (Throwable t) {
                return t.toString();
            }
        }

        private static void read(Use use, Path directory) throws IOException {
            BufferReader reader =
                    BufferReader.open(directory, ReadFrom.earliest().unverified());
            if (use == Use.LAG) {
                assertThat(reader.lagBytes()).isPositive();
            }
            cut(directory);
            if (use == Use.POLL) {
                while (reader.poll((buffer, offset, length, position, stamp) -> buffer.get(offset), 100) > 0) {}
            } else if (use == Use.SEEK) {
                reader.seek(ReadFrom.position(SEGMENT - 200));
            } else {
                reader.lagBytes();
            }
        }

        private static String write(Use use, Path directory) throws IOException {
            // A keeper that sleeps sees nothing of it first.
            TransactionBuffer buffer = TransactionBuffer.builder(directory)
                    .segmentBytes(SEGMENT)
                    .pretouch(false)
                    .open();
            cut(directory);
            return switch (use) {
                case APPEND -> append(buffer);
                case CLAIM -> claim(buffer);
                case STATS -> buffer.stats().problem().orElse("none");
                case FORCE -> Long.toString(buffer.force());
                default -> {
                    buffer.close();
                    yield "closed";
                }
            };
        }

        private static String append(TransactionBuffer buffer) {
            byte[] payload = new byte[1_000];
            long result = 1;
            for (int i = 0; i < 1_000 && result > 0; i++) {
                result = buffer.append(payload, 0, payload.length);
            }
            return TransactionBuffer.describe(result);
        }

        private static String claim(TransactionBuffer buffer) {
            long result = 1;
            for (int i = 0; i < 1_000 && result > 0; i++) {
                try (Claim claim = buffer.claim(1_000)) {
                    result = claim.isGranted() ? claim.commit() : claim.position();
                }
            }
            return TransactionBuffer.describe(result);
        }

        private static void cut(Path directory) throws IOException {
            try (FileChannel channel = FileChannel.open(FileStore.file(directory, 0), StandardOpenOption.WRITE)) {
                channel.truncate(2L * SegmentHeader.BYTES);
            }
        }
    }

    private String run(Use use) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        use.name())
                .redirectErrorStream(true)
                .start();
        assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
        String said = new String(child.getInputStream().readAllBytes()).strip();
        assertThat(child.exitValue()).as(said).isZero();
        return said;
    }

    private void fill(int records) {
        try (TransactionBuffer buffer =
                TransactionBuffer.builder(directory).segmentBytes(SEGMENT).open()) {
            JournalTest.fill(buffer, records, 200, 3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POLL", "SEEK", "LAG"})
    void aReaderSaysThatTheFileWasCut(Use use) throws Exception {
        fill(400);
        if (Runtime.version().feature() >= 22) {
            assertThat(run(use)).isEqualTo(Reason.WRONG_SIZE.name());
        } else {
            assertThat(run(use)).matches("WRONG_SIZE|no error|java.lang.InternalError: a fault occurred in .*");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"APPEND", "CLAIM"})
    void aProducerIsToldThatTheJournalFailed(Use use) throws Exception {
        fill(300);
        assertThat(run(use)).isEqualTo(TransactionBuffer.describe(TransactionBuffer.FAILED));
    }

    @Test
    void countsStayReadableAndNameTheProblem() throws Exception {
        fill(300);
        assertThat(run(Use.STATS)).isIn("A file of the journal was cut by others", cutSeenByTheKeeper());
    }

    private static String cutSeenByTheKeeper() {
        return "The segment at 0 was cut by others or removed";
    }

    @Test
    void nothingIsSaidToBeDurableByAForceOfWhatIsGone() throws Exception {
        fill(300);
        assertThat(run(Use.FORCE)).isIn(Reason.WRONG_SIZE.name(), Reason.FORCE_FAILED.name());
    }

    @Test
    void closingEndsInOrderOrWithATypedError() throws Exception {
        fill(300);
        assertThat(run(Use.CLOSE)).isIn("closed", Reason.WRONG_SIZE.name(), Reason.FORCE_FAILED.name());
    }

    @Test
    void aJournalWhoseFileWasCutBeforeIsRefusedAndLeftAsItIs() throws Exception {
        fill(400);
        Child.cut(directory);
        byte[] left = Files.readAllBytes(FileStore.file(directory, 0));
        for (Runnable look : new Runnable[] {
            () -> TransactionBuffer.builder(directory).segmentBytes(SEGMENT).open(),
            () -> BufferReader.open(directory, ReadFrom.earliest()),
            () -> JournalInspection.of(directory)
        }) {
            assertThat(reason(look)).isEqualTo(Reason.WRONG_SIZE);
        }
        assertThat(Files.readAllBytes(FileStore.file(directory, 0))).isEqualTo(left);
    }

    private static Reason reason(Runnable look) {
        try {
            look.run();
        } catch (BufferException e) {
            return e.reason();
        }
        throw new AssertionError("no error");
    }
}
