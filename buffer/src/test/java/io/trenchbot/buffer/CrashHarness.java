package io.trenchbot.buffer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a {@link CrashChild}, stops it, copies what it left in the page cache, kills it, and looks at what is there. */
final class CrashHarness implements AutoCloseable {

    private final Path directory;
    private final Path acks;
    private final CrashChild.Setting setting;
    private final Process child;
    private final Process shell;

    CrashHarness(Path root, CrashChild.Setting setting) throws IOException {
        this.directory = Files.createDirectories(root.resolve("journal"));
        this.acks = root.resolve("acks");
        this.setting = setting;
        List<String> command = new ArrayList<>(List.of(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                directory.toString(),
                acks.toString()));
        command.addAll(setting.args());
        this.child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Its built-in kill saves the start of a process for every signal.
        this.shell = new ProcessBuilder("/bin/sh").redirectErrorStream(true).start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII));
        if (!"running".equals(output.readLine())) {
            throw new IOException("The child did not start: exit " + exitCode());
        }
    }

    private int exitCode() {
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Somewhere without a slow device: a page cache is a page cache. */
    static Path fastDirectory(Path otherwise) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, "journal-crash") : otherwise;
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void signal(String name) throws IOException {
        OutputStream in = shell.getOutputStream();
        in.write(("kill -" + name + " " + child.pid() + "; echo done\n").getBytes(StandardCharsets.US_ASCII));
        in.flush();
        StringBuilder answer = new StringBuilder();
        int c;
        while ((c = shell.getInputStream().read()) >= 0 && c != '\n') {
            answer.append((char) c);
        }
        if (!answer.toString().equals("done")) {
            throw new IOException("kill -" + name + ": " + answer);
        }
    }

    /** What a SIGKILL at this moment would leave: nothing runs while the files are copied. */
    Path snapshot(Path into) throws IOException {
        signal("STOP");
        try {
            awaitStopped();
            Path copy = Files.createDirectories(into.resolve("journal"));
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            Files.copy(acks, into.resolve("acks"));
        } finally {
            signal("CONT");
        }
        return into;
    }

    private void awaitStopped() throws IOException {
        boolean stopped = false;
        while (!stopped) {
            stopped = true;
            try (Stream<Path> tasks = Files.list(Path.of("/proc/" + child.pid() + "/task"))) {
                for (Path task : tasks.toList()) {
                    String stat = Files.readString(task.resolve("stat"));
                    stopped &= stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
                }
            }
        }
    }

    void kill() throws IOException, InterruptedException {
        if (!child.isAlive()) {
            throw new IOException("The child died by itself: exit " + child.exitValue());
        }
        child.destroyForcibly();
        child.waitFor(10, TimeUnit.SECONDS);
    }

    /**
     * Opens what is in {@code root} and compares it with what was acknowledged.
     *
     * @return what is wrong with it, empty if nothing; and how many claims were open, so that a run can show that the hard
     *     case was met
     */
    Verdict verify(Path root) throws IOException {
        ByteBuffer acknowledged =
                ByteBuffer.wrap(Files.readAllBytes(root.resolve("acks"))).order(ByteOrder.LITTLE_ENDIAN);
        List<String> faults = new ArrayList<>();
        try (TransactionBuffer buffer = TransactionBuffer.builder(root.resolve("journal"))
                .segmentBytes(CrashChild.SEGMENT_BYTES)
                .checksum(setting.checksums())
                .pretouch(false)
                .open()) {
            RecoveryReport report = buffer.recovery();
            report.cut().ifPresent(cut -> faults.add("cut: " + report));
            Tally tally = new Tally(setting.threads(), faults);
            try (BufferReader reader = buffer.reader(ReadFrom.earliest())) {
                while (reader.poll(tally, 1_000) > 0) {}
            }
            tally.compare(acknowledged, buffer.stats().earliestPosition());
            return new Verdict(faults, report.abandonedClaims(), tally.records);
        }
    }

    Verdict verifyKilled() throws IOException {
        return verify(acks.getParent());
    }

    record Verdict(List<String> faults, int abandonedClaims, long records) {}

    @Override
    public void close() {
        child.destroyForcibly();
        shell.destroyForcibly();
    }

    /** Checks every record against what its thread must have written and every thread against its numbers. */
    private static final class Tally implements RecordHandler {

        private final List<String> faults;
        private final long[] last;
        private final byte[] expected = new byte[CrashChild.PAYLOAD_BYTES_MAX];
        private long records;

        Tally(int threads, List<String> faults) {
            this.last = new long[threads];
            this.faults = faults;
        }

        @Override
        public void onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp) {
            records++;
            byte[] payload = new byte[length];
            buffer.get(offset, payload);
            ByteBuffer head = ByteBuffer.wrap(payload);
            long number = head.getLong(0);
            int thread = head.getInt(12);
            if (thread < 0 || thread >= last.length) {
                faults.add("corrupt record at " + position);
                return;
            }
            int expectedLength = CrashChild.fill(expected, thread, number);
            if (!java.util.Arrays.equals(payload, 0, length, expected, 0, expectedLength)) {
                faults.add("corrupt record at " + position + " of thread " + thread + ", number " + number);
            }
            if (last[thread] != 0 && number != last[thread] + 1) {
                faults.add("thread " + thread + ": " + number + " after " + last[thread]);
            }
            last[thread] = number;
        }

        /** A thread that was stopped for long has none of its records left: retention took them. */
        void compare(ByteBuffer acknowledged, long earliestPosition) {
            for (int thread = 0; thread < last.length; thread++) {
                long number = acknowledged.getLong(thread * CrashChild.ACK_BYTES);
                long position = acknowledged.getLong(thread * CrashChild.ACK_BYTES + 8);
                if (last[thread] < number && position >= earliestPosition) {
                    faults.add("thread " + thread + ": acknowledged " + number + " at " + position + ", last found "
                            + last[thread]);
                }
            }
        }
    }
}
