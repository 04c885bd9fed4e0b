package io.trenchbot.pool;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The Retry-After header: seconds, or a date, which is the one place where the wall clock counts. */
final class RetryAfter {
    private RetryAfter() {}

    /** Time to wait; negative if the header is absent or says nothing of use. */
    static long parseNs(@Nullable String header, LongSupplier wallClockMs) {
        if (header == null || header.isBlank()) {
            return -1;
        }
        String text = header.strip();
        try {
            double seconds = Double.parseDouble(text);
            // A double past the range of long saturates, so a hostile number cannot overflow.
            return seconds >= 0 ? (long) (seconds * 1e9) : -1;
        } catch (NumberFormatException e) {
            return dateNs(text, wallClockMs.getAsLong());
        }
    }

    private static long dateNs(String text, long nowMs) {
        try {
            long atMs = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
            return Math.max(0, Math.min(atMs - nowMs, RateLimit.RETRY_AFTER_MAX_NS / 1_000_000)) * 1_000_000;
        } catch (DateTimeException | ArithmeticException e) {
            return -1;
        }
    }
}
