package io.trenchbot.pool;

/**
 * A budget for extra requests: a share of the calls of the last 10 s plus a minimum a second. Pure: the clock and the
 * count of calls are arguments, so that a call itself touches nothing but the count that exists for the stats anyway.
 */
final class TokenBudget {
    private static final int SLICES = 10;
    private static final long SLICE_NS = 1_000_000_000L;

    private final double share;
    private final double minPerSecond;
    private final long[] withdrawn = new long[SLICES + 1];
    private final long[] callsBefore = new long[SLICES + 1];
    private long epoch = Long.MIN_VALUE;
    private long refusedCount;

    /**
     * @param share extra requests per call
     * @param minPerSecond extra requests a second that are allowed whatever the number of calls
     */
    TokenBudget(double share, double minPerSecond) {
        this.share = share;
        this.minPerSecond = minPerSecond;
    }

    /** Notes how many calls there were; called about every 200 ms, so that the window knows its start. */
    synchronized void tick(long nowNs, long callCount) {
        long next = Math.floorDiv(nowNs, SLICE_NS);
        if (epoch == Long.MIN_VALUE || next - epoch > SLICES) {
            for (int i = 0; i <= SLICES; i++) {
                callsBefore[i] = callCount;
                withdrawn[i] = 0;
            }
            epoch = next;
        }
        while (epoch < next) {
            epoch++;
            callsBefore[index(epoch)] = callCount;
            withdrawn[index(epoch)] = 0;
        }
    }

    /** Takes one extra request out of the budget if it is in. */
    synchronized boolean withdraw(long nowNs, long callCount) {
        tick(nowNs, callCount);
        long spent = 0;
        for (long slice : withdrawn) {
            spent += slice;
        }
        long calls = callCount - callsBefore[index(epoch + 1)];
        if (spent + 1 > share * calls + minPerSecond * SLICES) {
            refusedCount++;
            return false;
        }
        withdrawn[index(epoch)]++;
        return true;
    }

    synchronized long refusedCount() {
        return refusedCount;
    }

    /** The slot after the newest is the oldest. */
    private static int index(long epoch) {
        return (int) Math.floorMod(epoch, SLICES + 1L);
    }
}
