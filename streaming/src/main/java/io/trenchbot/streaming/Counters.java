package io.trenchbot.streaming;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of the deliveries. Written under their lock, read by anyone. */
final class Counters {
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong backfilled = new AtomicLong();
    final AtomicLong duplicates = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong handlerFailures = new AtomicLong();
    final AtomicLong gaps = new AtomicLong();
    final AtomicLong filledGaps = new AtomicLong();
    final AtomicLong unfillableGaps = new AtomicLong();
    final AtomicLong abandonedSlots = new AtomicLong();
    final AtomicLongArray wins;
    /** By the endpoint that was first. */
    final LeadTimes[] leads;

    Counters(int endpoints) {
        wins = new AtomicLongArray(endpoints);
        leads = new LeadTimes[endpoints];
        Arrays.setAll(leads, i -> new LeadTimes());
    }

    /** Adds one; the caller is the only writer at this time. */
    static void count(AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }
}
