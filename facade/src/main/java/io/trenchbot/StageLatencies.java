package io.trenchbot;

import io.trenchbot.monitor.PerformanceMonitor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a transaction goes, in nanoseconds. The clock is read once at each boundary: received, enqueued,
 * dequeued (once a batch), verified (once a batch), handled.
 *
 * @param decode from the socket's last byte to the published entry
 * @param queueWait from there until the strategy thread takes it
 * @param verify one batch, whatever its size
 * @param endToEnd from the socket's last byte until the strategy returned
 */
record StageLatencies(LongConsumer decode, LongConsumer queueWait, LongConsumer verify, LongConsumer endToEnd) {
    static StageLatencies of(@Nullable PerformanceMonitor monitor) {
        if (monitor == null) {
            LongConsumer nothing = ns -> {};
            return new StageLatencies(nothing, nothing, nothing, nothing);
        }
        return new StageLatencies(
                monitor.latency("stream.decode"),
                monitor.latency("queue.wait"),
                monitor.latency("verify.batch"),
                monitor.latency("endToEnd"));
    }
}
