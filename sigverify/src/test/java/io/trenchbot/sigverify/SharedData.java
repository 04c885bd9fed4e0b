package io.trenchbot.sigverify;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of recorded data and vectors beside the checkout. */
final class SharedData {
    private SharedData() {}

    /** Skips the test loudly where the data is not, but fails it on a build server. */
    static Path file(String name) {
        Path found = find(name);
        if (found == null && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("shared data file " + name + " not found");
        }
        assumeTrue(found != null, "SKIPPED: shared data file " + name + " not found beside the checkout");
        return found;
    }

    private static Path find(String name) {
        String configured = System.getProperty("trenchbot.shared");
        if (configured != null && Files.exists(Path.of(configured, name))) {
            return Path.of(configured, name);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolveSibling("shared").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return null;
    }
}
