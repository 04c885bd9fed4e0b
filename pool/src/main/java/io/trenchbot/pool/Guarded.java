package io.trenchbot.pool;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls into the user's code that must not harm a call of the pool. */
final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    private Guarded() {}

    static void accept(@Nullable LongConsumer consumer, long value) {
        if (consumer != null) {
            try {
                consumer.accept(value);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("latency consumer failed", e);
            }
        }
    }
}
