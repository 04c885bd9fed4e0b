package io.trenchbot.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What a JDK's own {@code release} file says of it. */
final class Jdk {
    private Jdk() {}

    static int featureRelease(Path home) {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("not a JDK home: " + home, e);
        }
        return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "").replace("\"", ""))
                .feature();
    }
}
