package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WatchTest {
    @Test
    void thePageShowsWhatTheMonitorHolds() throws Exception {
        try (Watch watch = new Watch(new Screen(System.err, false))) {
            URI page = watch.serve(0);
            assertThat(page.getHost()).isEqualTo("localhost");
            try (InputStream report = page.resolve("/report.txt").toURL().openStream()) {
                assertThat(new String(report.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("pipeline.p99", "stream.silence");
            }
        }
    }
}
