package io.trenchbot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Folders that a benchmark fills and deletes, and what it fills them with. */
final class Scratch {
    private static final String PREFIX = "trenchbot-bench";
    private static final int PAYLOADS = 64;

    private Scratch() {}

    /** On the file system in memory, if there is one. */
    static Path inMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, PREFIX) : onDevice();
    }

    /** Where temporary files are: on a device, on most machines. */
    static Path onDevice() throws IOException {
        return Files.createTempDirectory(PREFIX);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A few different ones, the same for all sides. */
    static List<byte[]> payloads(int bytes) {
        Random random = new Random(5);
        return Stream.generate(() -> new byte[bytes])
                .limit(PAYLOADS)
                .peek(random::nextBytes)
                .toList();
    }
}
