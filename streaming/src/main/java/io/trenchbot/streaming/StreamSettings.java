package io.trenchbot.streaming;

import java.time.Duration;

/**
 * Times and limits of a stream.
 *
 * @param connectTimeoutNs from opening a socket to the end of the handshake
 * @param replyTimeoutNs from a request to its reply
 * @param stallTimeoutNs without a new slot
 * @param pingIntervalNs between pings; a pong must come within the time of a stall
 * @param backoffBaseNs shortest delay between attempts after the first
 * @param backoffCapNs longest
 * @param maxAttempts attempts in a row that may fail before an endpoint is given up
 * @param maxMessageBytes longest text message taken
 * @param maxGapSlots longest gap that is filled
 * @param maxBackfillFailures calls of one backfill task that may fail before it is given up
 */
record StreamSettings(
        long connectTimeoutNs,
        long replyTimeoutNs,
        long stallTimeoutNs,
        long pingIntervalNs,
        long backoffBaseNs,
        long backoffCapNs,
        int maxAttempts,
        int maxMessageBytes,
        long maxGapSlots,
        int maxBackfillFailures) {

    StreamSettings withStallTimeoutNs(long ns) {
        return with(ns, maxAttempts, maxMessageBytes, maxGapSlots);
    }

    StreamSettings withMaxAttempts(int attempts) {
        return with(stallTimeoutNs, attempts, maxMessageBytes, maxGapSlots);
    }

    StreamSettings withMaxMessageBytes(int bytes) {
        return with(stallTimeoutNs, maxAttempts, bytes, maxGapSlots);
    }

    StreamSettings withMaxGapSlots(long slots) {
        return with(stallTimeoutNs, maxAttempts, maxMessageBytes, slots);
    }

    private StreamSettings with(long stallTimeout, int attempts, int messageBytes, long gapSlots) {
        return new StreamSettings(
                connectTimeoutNs,
                replyTimeoutNs,
                stallTimeout,
                pingIntervalNs,
                backoffBaseNs,
                backoffCapNs,
                attempts,
                messageBytes,
                gapSlots,
                maxBackfillFailures);
    }

    static StreamSettings defaults() {
        return new StreamSettings(
                Duration.ofSeconds(10).toNanos(),
                Duration.ofSeconds(10).toNanos(),
                Duration.ofSeconds(2).toNanos(),
                Duration.ofSeconds(10).toNanos(),
                Duration.ofMillis(100).toNanos(),
                Duration.ofSeconds(30).toNanos(),
                Integer.MAX_VALUE,
                64 << 20,
                1_500,
                8);
    }
}
