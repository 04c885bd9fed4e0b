package io.trenchbot.benchmarks;

import io.trenchbot.buffer.TransactionBuffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** A process that writes a log until it is killed. */
public final class KilledWriter {
    private static final String WRITTEN = "written";
    private static final int MOST_BYTES = 1_024;
    private static final int LEAST_BYTES = 64;

    private KilledWriter() {}

    /** Starts one with the flags of this JVM; returns when it has written so many bytes. */
    static Process start(boolean ours, Path folder, long bytes) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                Boolean.toString(ours),
                folder.toString(),
                Long.toString(bytes)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            while (line != null && !line.equals(WRITTEN)) {
                line = said.readLine();
            }
            Check.that(line != null, "the writing process has written");
        }
        return process;
    }

    /**
     * Writes for ever.
     *
     * @param args whether ours, the folder, the bytes that are written before it says so
     */
    public static void main(String[] args) {
        Path folder = Path.of(args[1]);
        long bytes = Long.parseLong(args[2]);
        if (Boolean.parseBoolean(args[0])) {
            writeOurs(folder, bytes);
        } else {
            writeChronicle(folder, bytes);
        }
    }

    private static void writeOurs(Path folder, long bytes) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] payload = new byte[MOST_BYTES];
        try (TransactionBuffer buffer = TransactionBuffer.builder(folder).open()) {
            boolean told = false;
            while (true) {
                long position = buffer.append(payload, 0, random.nextInt(LEAST_BYTES, MOST_BYTES + 1));
                if (position > bytes && !told) {
                    System.out.println(WRITTEN);
                    told = true;
                }
                if (told) {
                    // Beyond what is asked for only slowly, so that the device is not full before the signal comes.
                    LockSupport.parkNanos(20_000);
                }
            }
        }
    }

    /** Is killed in the middle of a document, as whoever writes without pause mostly is. */
    private static void writeChronicle(Path folder, long bytes) {
        byte[] payload = new byte[MOST_BYTES];
        try (ChronicleQueue queue =
                        SingleChronicleQueueBuilder.binary(folder.toFile()).build();
                ExcerptAppender appender = queue.createAppender()) {
            for (long written = 0; written < bytes; written += MOST_BYTES) {
                Documents.append(appender, payload, written);
            }
            try (DocumentContext document = appender.writingDocument()) {
                Documents.bytes(document).write(payload);
                System.out.println(WRITTEN);
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }
}
