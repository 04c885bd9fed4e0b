package io.trenchbot.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners that come with the monitor. */
final class AlertSinks {
    private static final Logger LOG = LoggerFactory.getLogger(Alert.class);

    /** Some fifty thousand alerts; the file before is kept beside it. */
    static final long MAX_FILE_BYTES = 16L << 20;

    private AlertSinks() {}

    /** A line in the application's log. */
    static void log(Alert alert) {
        if (alert.state() == Alert.State.RESOLVED) {
            LOG.info("{} resolved after {}: {}", alert.rule(), Units.duration(alert.lasted()), alert.reason());
        } else {
            LOG.warn(
                    "{} {} since {}: {} (suppressed {})",
                    alert.rule(),
                    alert.severity(),
                    alert.since(),
                    alert.reason(),
                    alert.suppressedCount());
        }
    }

    /** A JSON object a line, appended to a file that is set aside when it is full. */
    static AlertListener file(Path file, long maxFileBytes) {
        return alert -> {
            try {
                if (Files.exists(file) && Files.size(file) >= maxFileBytes) {
                    Path aside = file.resolveSibling(file.getFileName() + ".1");
                    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.writeString(file, alert.toJson() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("alert of " + alert.rule() + " cannot be written to " + file, e);
            }
        };
    }
}
