package io.trenchbot.streaming;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the parts of one stream share.
 *
 * @param clock nanoseconds
 * @param random jitter
 * @param settings times and limits
 * @param listener hears of rare things
 * @param notifier calls the listener
 * @param deliveries hands events over
 * @param backfill fetches what is missing
 * @param transports opens sockets
 * @param heartbeat the group of the slot subscription that shows that a connection lives
 * @param groups all groups, the heartbeat first; safe to iterate while it changes
 */
record StreamContext(
        LongSupplier clock,
        RandomGenerator random,
        StreamSettings settings,
        StreamListener listener,
        Notifier notifier,
        Deliveries deliveries,
        BackfillRunner backfill,
        Transport.Factory transports,
        Group heartbeat,
        List<Group> groups) {}
