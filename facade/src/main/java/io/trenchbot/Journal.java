package io.trenchbot;

import io.trenchbot.buffer.Claim;
import io.trenchbot.buffer.TransactionBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what passes the strategy thread into the journal. A journal that takes nothing, because the disk is full, does not
 * stop the bot: what is missing is counted and logged, and the strategy goes on.
 *
 * <p>Threading: the strategy thread; the counts by any thread.
 */
final class Journal {
    /** A next segment that is still in preparation is worth this wait; preparing one takes some milliseconds. */
    private static final long PATIENCE_NS = 1_000_000_000L;

    private static final long PAUSE_NS = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(TrenchBot.class);

    private final TransactionBuffer buffer;
    private final LongSupplier nanoClock;
    private final LongSupplier epochNsOfClock;
    final Count appended = new Count();
    final Count missing = new Count();

    /**
     * A writer.
     *
     * @param buffer the journal
     * @param nanoClock the bot's clock
     * @param epochNsOfClock what to add to that clock's time for nanoseconds since the epoch
     */
    Journal(TransactionBuffer buffer, LongSupplier nanoClock, LongSupplier epochNsOfClock) {
        this.buffer = buffer;
        this.nanoClock = nanoClock;
        this.epochNsOfClock = epochNsOfClock;
    }

    void append(Entry entry, TransactionVerdict verdict) {
        long result = tryAppend(entry, verdict);
        if (result < 0 && mayPass(result)) {
            long deadlineNs = nanoClock.getAsLong() + PATIENCE_NS;
            while (mayPass(result) && nanoClock.getAsLong() - deadlineNs < 0) {
                LockSupport.parkNanos(PAUSE_NS);
                result = tryAppend(entry, verdict);
            }
        }
        if (result > 0) {
            appended.increment();
        } else {
            refused(result);
        }
    }

    private static boolean mayPass(long result) {
        return result == TransactionBuffer.NOT_READY || result == TransactionBuffer.BACK_PRESSURED;
    }

    private long tryAppend(Entry entry, TransactionVerdict verdict) {
        long stamp = entry.receivedNs + epochNsOfClock.getAsLong();
        try (Claim claim = buffer.claim(JournalRecord.bytes(entry), stamp)) {
            if (!claim.isGranted()) {
                return claim.position();
            }
            JournalRecord.write(claim, entry, verdict);
            return claim.commit();
        }
    }

    /** Logged at the 1st, 2nd, 4th, 8th … time. */
    private void refused(long result) {
        long seen = missing.increment();
        if (Long.bitCount(seen) == 1) {
            LOG.error("the journal misses {} transactions so far: {}", seen, TransactionBuffer.describe(result));
        }
    }
}
