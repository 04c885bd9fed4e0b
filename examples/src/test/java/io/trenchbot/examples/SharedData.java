package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded mainnet data, which lies beside the project and is never copied into it. */
final class SharedData {
    private SharedData() {}

    static Path file(String name) {
        String folder = System.getProperty("trenchbot.shared", "../../shared");
        Path file =
                Path.of(folder).resolve("data").resolve(name).toAbsolutePath().normalize();
        if (!Files.exists(file)) {
            if ("true".equals(System.getenv("CI"))) {
                fail("recorded data is missing: " + name);
            }
            assumeTrue(false, "SKIPPED: recorded data is missing: " + name);
        }
        return file;
    }
}
