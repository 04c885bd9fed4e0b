/**
 * Bounded queues between threads that measure themselves.
 *
 * <p>{@link io.trenchbot.queue.TransactionQueue} hands over references; {@link io.trenchbot.queue.EntryRing} hands over
 * entries that were allocated once and are filled again and again. Both count what they do without a counter on the hot
 * path (the positions of producer and consumer <em>are</em> the counts), and both sample the time an element spends
 * inside.
 */
@NullMarked
package io.trenchbot.queue;

import org.jspecify.annotations.NullMarked;
