package io.trenchbot.pool;

import java.util.concurrent.atomic.LongAdder;

/** Totals of a pool. */
final class Counters {
    final LongAdder calls = new LongAdder();
    final LongAdder callsEnded = new LongAdder();
    final LongAdder callsFailed = new LongAdder();
    final LongAdder wireRequests = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder hedgesWon = new LongAdder();
    final LongAdder probes = new LongAdder();
    final LongAdder submissions = new LongAdder();
    final LongAdder submissionsConfirmed = new LongAdder();

    void sent(PoolListener.Reason reason) {
        if (reason == PoolListener.Reason.PROBE) {
            probes.increment();
            return;
        }
        wireRequests.increment();
        if (reason == PoolListener.Reason.HEDGE) {
            hedges.increment();
        } else if (reason != PoolListener.Reason.FIRST) {
            retries.increment();
        }
    }

    long inFlight() {
        return calls.sum() - callsEnded.sum();
    }
}
