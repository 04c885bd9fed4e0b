package io.trenchbot.benchmarks;

import java.nio.charset.StandardCharsets;

/** What a benchmark of a transport does with a message: next to nothing, but it must have it. */
final class RawTexts {
    /** Shorter texts answer requests. */
    private static final int SHORTEST_NOTIFICATION = 200;

    private final Arrivals arrivals;

    RawTexts(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    void bytes(byte[] bytes, int offset, int length) {
        if (length < SHORTEST_NOTIFICATION) {
            return;
        }
        if (arrivals.keeps()) {
            arrivals.keep(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
        arrivals.arrived(bytes[offset] + bytes[offset + length - 1] + length);
    }

    void string(String text) {
        if (text.length() < SHORTEST_NOTIFICATION) {
            return;
        }
        if (arrivals.keeps()) {
            arrivals.keep(text);
        }
        arrivals.arrived(text.charAt(0) + text.charAt(text.length() - 1) + text.length());
    }
}
