package io.trenchbot.streaming;

import java.time.Duration;

/** Shorter times than the defaults, for tests that break things often. */
final class TestSettings {
    private TestSettings() {}

    static StreamSettings quick() {
        return new StreamSettings(
                Duration.ofSeconds(2).toNanos(),
                Duration.ofSeconds(2).toNanos(),
                Duration.ofMillis(700).toNanos(),
                Duration.ofSeconds(1).toNanos(),
                Duration.ofMillis(2).toNanos(),
                Duration.ofMillis(40).toNanos(),
                Integer.MAX_VALUE,
                64 << 20,
                20_000,
                3);
    }
}
