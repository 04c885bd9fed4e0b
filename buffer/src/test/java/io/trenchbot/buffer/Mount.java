package io.trenchbot.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, for tests that run as root on Linux. */
final class Mount implements AutoCloseable {

    private final Path directory;

    private Mount(Path directory) {
        this.directory = directory;
    }

    /** Whether this process may mount; tried, because root in a container often may not. */
    static boolean available() throws IOException {
        if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/proc/mounts"))) {
            return false;
        }
        Path probe = Files.createTempDirectory("mount");
        try {
            boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", probe.toString()) == 0;
            return mounted && run("umount", probe.toString()) == 0;
        } finally {
            Files.delete(probe);
        }
    }

    static Mount tmpfs(Path directory, String size) throws IOException {
        Files.createDirectories(directory);
        check("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString());
        return new Mount(directory);
    }

    /** An ext4 image on a loop device. */
    static Mount image(Path image, Path directory) throws IOException {
        Files.createDirectories(directory);
        check("mount", "-o", "loop", image.toString(), directory.toString());
        return new Mount(directory);
    }

    Path directory() {
        return directory;
    }

    void remountReadOnly() throws IOException {
        check("mount", "-o", "remount,ro", directory.toString());
    }

    @Override
    public void close() throws IOException {
        // A mapping that the collector has not freed yet keeps it busy.
        check("umount", "-l", directory.toString());
    }

    static void check(String... command) throws IOException {
        int code = run(command);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + ": exit " + code);
        }
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
