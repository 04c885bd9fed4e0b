package io.trenchbot.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder of recorded data, which lies beside the checkout and not in it. */
final class SharedData {
    private static final String NOTIFICATIONS = "data/notifications";

    private SharedData() {}

    /** The folder, or null: the one that was named, else a {@code shared} beside this folder or one above it. */
    static @Nullable Path folder() {
        String named = System.getProperty("trenchbot.shared");
        if (named != null && Files.isDirectory(Path.of(named, NOTIFICATIONS))) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared").resolve(NOTIFICATIONS))) {
                return at.resolve("shared");
            }
        }
        return null;
    }
}
