package io.trenchbot.streaming;

import java.util.function.LongSupplier;

/**
 * What a backfill needs of its stream.
 *
 * @param clock nanoseconds
 * @param settings times and limits
 * @param deliveries hands events over
 */
record StreamBase(LongSupplier clock, StreamSettings settings, Deliveries deliveries) {}
