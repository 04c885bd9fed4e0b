package io.trenchbot.testkit;

/**
 * When the recorded transactions of a block go out, and under which slots.
 *
 * @param dueNs when each is due after the block's start, never falling
 * @param slots the slots to be told, as recorded
 * @param durationNs from this block's start to the next one's
 */
@SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
record Timing(long[] dueNs, long[] slots, long durationNs) {}
