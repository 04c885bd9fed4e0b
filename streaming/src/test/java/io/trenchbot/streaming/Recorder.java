package io.trenchbot.streaming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Listens and collects; waits for conditions with a deadline. */
final class Recorder implements StreamListener {
    private static final long LONGEST_ROUND_NS = 100_000_000;

    final List<String> states = new CopyOnWriteArrayList<>();
    final List<Gap> gaps = new CopyOnWriteArrayList<>();
    final List<StreamException> refusals = new CopyOnWriteArrayList<>();
    final List<TransactionSource> sources = new CopyOnWriteArrayList<>();
    final List<String> garbage = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Override
    public void onState(String endpoint, StreamState state, String reason) {
        states.add(state + " " + reason);
    }

    @Override
    public void onGap(Gap gap) {
        gaps.add(gap);
    }

    @Override
    public void onRefused(String endpoint, Subscription subscription, StreamException refusal) {
        refusals.add(refusal);
    }

    @Override
    public void onTransactionSource(String endpoint, Subscription subscription, TransactionSource source) {
        sources.add(source);
    }

    @Override
    public void onGarbage(String endpoint, String fault, int frameBytes) {
        garbage.add(fault);
    }

    @Override
    public void onHandlerFailure(Subscription subscription, Throwable failure) {
        failures.add(failure);
    }

    List<Gap> gaps(Gap.State state) {
        List<Gap> found = new ArrayList<>(gaps);
        found.removeIf(gap -> gap.state() != state);
        return found;
    }

    /** A moment in which this process was halted counts as one round only. */
    static void await(String what, Duration limit, BooleanSupplier condition) {
        long leftNs = limit.toNanos();
        long lastNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (leftNs < 0) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            long nowNs = System.nanoTime();
            leftNs -= Math.min(nowNs - lastNs, LONGEST_ROUND_NS);
            lastNs = nowNs;
        }
    }
}
