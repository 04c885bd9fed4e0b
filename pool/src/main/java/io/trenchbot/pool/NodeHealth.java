package io.trenchbot.pool;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The fault axis of one node: UP, PROBATION or DOWN, moved by faults, successes and probes only. A pure state machine:
 * the clock and the random source are arguments.
 *
 * <p>UP goes DOWN on 3 consecutive transport faults, 5 consecutive faults of any kind, or a success rate under 0.8 over
 * 30 s. DOWN lasts 250 ms · 2^k, jittered by half, at most 30 s; then one probe decides: PROBATION, or DOWN with k + 1.
 * PROBATION takes a share of calls that grows linearly from 10 % to all in 10 s; a transport fault in it goes back DOWN
 * with k + 1, so a flapping node earns ever longer absences. k is forgotten when PROBATION is passed.
 *
 * <p>Writers hold the monitor; {@link #state()} and the success path of a node that is well read one volatile field.
 */
final class NodeHealth {
    enum State {
        UP,
        PROBATION,
        DOWN
    }

    static final int TRANSPORT_FAULTS_MAX = 3;
    static final int FAULTS_MAX = 5;
    static final double SUCCESS_RATE_MIN = 0.8;
    static final int RATE_REQUESTS_MIN = 5;
    static final long RATE_WINDOW_NS = 30_000_000_000L;
    static final long DOWN_MIN_NS = 250_000_000L;
    static final long DOWN_MAX_NS = 30_000_000_000L;
    static final long SLOW_START_NS = 10_000_000_000L;
    static final double SLOW_START_SHARE = 0.1;

    private static final int SLICES = 10;
    private static final long SLICE_NS = RATE_WINDOW_NS / SLICES;

    private final SplittableRandom random;
    private final long[] sliceSuccesses = new long[SLICES];
    private final int[] sliceFaults = new int[SLICES];
    private final long[] sliceEpoch = new long[SLICES];

    private volatile State state = State.UP;
    private volatile boolean suspect;
    private volatile long sinceNs;
    private volatile long downUntilNs;
    private int transportFaults;
    private int faults;
    private int downs;

    NodeHealth(SplittableRandom random) {
        this.random = random;
    }

    State state() {
        return state;
    }

    /** End of the current absence; meaningful while DOWN. */
    long downUntilNs() {
        return downUntilNs;
    }

    /** Share of its calls that the node may take now, 0 to 1. */
    double share(long nowNs) {
        return switch (state) {
            case UP -> 1;
            case DOWN -> 0;
            case PROBATION ->
                Math.min(1, SLOW_START_SHARE + (1 - SLOW_START_SHARE) * (nowNs - sinceNs) / (double) SLOW_START_NS);
        };
    }

    /**
     * A call got a reply.
     *
     * @return true if the state changed
     */
    boolean onSuccess(long nowNs) {
        if (state == State.UP && !suspect) {
            return false;
        }
        return onSuccessSlow(nowNs);
    }

    private synchronized boolean onSuccessSlow(long nowNs) {
        transportFaults = 0;
        faults = 0;
        sliceSuccesses[slice(nowNs)]++;
        if (state == State.PROBATION && nowNs - sinceNs >= SLOW_START_NS) {
            downs = 0;
            return enter(State.UP, nowNs);
        }
        if (state == State.UP && faultsInWindow(nowNs) == 0) {
            suspect = false;
        }
        return false;
    }

    /**
     * A call failed by the node's fault.
     *
     * @param transport true if the exchange itself failed, false if the node answered but badly
     * @return true if the state changed
     */
    synchronized boolean onFault(long nowNs, boolean transport) {
        suspect = true;
        sliceFaults[slice(nowNs)]++;
        faults++;
        transportFaults = transport ? transportFaults + 1 : 0;
        if (state == State.DOWN) {
            return false;
        }
        boolean out = transportFaults >= TRANSPORT_FAULTS_MAX
                || faults >= FAULTS_MAX
                || (state == State.PROBATION && transport)
                || (state == State.UP && belowRate(nowNs));
        return out && down(nowNs);
    }

    /** The probe of a DOWN node was answered well: it may serve again, slowly at first. */
    synchronized boolean onProbeSuccess(long nowNs) {
        if (state != State.DOWN) {
            return onSuccessSlow(nowNs);
        }
        transportFaults = 0;
        faults = 0;
        forgetWindow();
        return enter(State.PROBATION, nowNs);
    }

    /** The probe of a DOWN node failed: it stays away for longer. */
    synchronized boolean onProbeFault(long nowNs) {
        if (state != State.DOWN) {
            return onFault(nowNs, true);
        }
        down(nowNs);
        return false;
    }

    private boolean down(long nowNs) {
        long fullNs = Math.min(DOWN_MAX_NS, DOWN_MIN_NS << Math.min(downs, 20));
        downs++;
        downUntilNs = nowNs + fullNs / 2 + random.nextLong(fullNs / 2 + 1);
        return enter(State.DOWN, nowNs);
    }

    private boolean enter(State next, long nowNs) {
        sinceNs = nowNs;
        boolean changed = state != next;
        state = next;
        return changed;
    }

    private boolean belowRate(long nowNs) {
        long successes = 0;
        long epoch = nowNs / SLICE_NS;
        for (int i = 0; i < SLICES; i++) {
            successes += epoch - sliceEpoch[i] < SLICES ? sliceSuccesses[i] : 0;
        }
        long failed = faultsInWindow(nowNs);
        long requests = successes + failed;
        return requests >= RATE_REQUESTS_MIN && successes < SUCCESS_RATE_MIN * requests;
    }

    private int faultsInWindow(long nowNs) {
        int sum = 0;
        long epoch = nowNs / SLICE_NS;
        for (int i = 0; i < SLICES; i++) {
            sum += epoch - sliceEpoch[i] < SLICES ? sliceFaults[i] : 0;
        }
        return sum;
    }

    /** Index of the slice of a time, cleared if it still held an earlier round. */
    private int slice(long nowNs) {
        long epoch = nowNs / SLICE_NS;
        int index = (int) Math.floorMod(epoch, (long) SLICES);
        if (sliceEpoch[index] != epoch) {
            sliceEpoch[index] = epoch;
            sliceSuccesses[index] = 0;
            sliceFaults[index] = 0;
        }
        return index;
    }

    private void forgetWindow() {
        Arrays.fill(sliceSuccesses, 0);
        Arrays.fill(sliceFaults, 0);
        suspect = false;
    }
}
