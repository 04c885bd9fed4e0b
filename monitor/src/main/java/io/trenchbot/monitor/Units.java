package io.trenchbot.monitor;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Units {
    private Units() {}

    /** Microseconds without the unit, with as many places as still say something. */
    static String micros(long ns) {
        double micros = ns / 1e3;
        int places = micros < 10 ? 2 : micros < 1_000 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + places + "f", micros);
    }

    /** A time with the unit that fits, such as {@code 1.50 ms}. */
    static String duration(double ns) {
        double magnitude = Math.abs(ns);
        if (Double.isNaN(ns)) {
            return "-";
        } else if (magnitude < 1e3) {
            return String.format(Locale.ROOT, "%.0f ns", ns);
        } else if (magnitude < 1e6) {
            return String.format(Locale.ROOT, "%.2f µs", ns / 1e3);
        } else if (magnitude < 1e9) {
            return String.format(Locale.ROOT, "%.2f ms", ns / 1e6);
        }
        return String.format(Locale.ROOT, magnitude < 1e11 ? "%.1f s" : "%.0f s", ns / 1e9);
    }

    static String duration(Duration duration) {
        return duration((double) duration.toNanos());
    }

    /** A plain number; "-" without data. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        boolean whole = value == Math.rint(value) || Math.abs(value) >= 1_000;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", value);
    }
}
