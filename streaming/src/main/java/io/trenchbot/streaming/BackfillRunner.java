package io.trenchbot.streaming;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what goes over RPC: the filling of gaps, the fetching of transactions that only a log line announced, and the watch
 * over signatures. Each task is tried again after a delay, a limited number of times.
 *
 * <p>Threading: any thread may hand in tasks; they run on a few threads of its own.
 */
final class BackfillRunner implements GapLedger.GapSink {
    private static final int THREADS = 4;
    private static final long RETRY_BASE_MS = 100;
    /** Fetches waiting, beyond which new ones are gaps. */
    private static final int MAX_PENDING_FETCHES = 1 << 16;
    /** A transaction that expired can land no more: 150 slots, about a minute. */
    private static final long WATCH_MS = 120_000;

    private static final long WATCH_INTERVAL_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SolanaStream.class);

    private final @Nullable Backfill backfill;
    private final StreamBase base;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger pendingFetches = new AtomicInteger();
    private final Set<Group> watched = ConcurrentHashMap.newKeySet();
    private final Set<GapTask> unsettled = ConcurrentHashMap.newKeySet();

    BackfillRunner(@Nullable Backfill backfill, StreamBase base) {
        this.backfill = backfill;
        this.base = base;
        executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "trenchbot-stream-backfill");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    boolean possible() {
        return backfill != null;
    }

    /** A step that may have to be repeated. */
    private interface Step {
        /** Returns the delay until the next call, or -1 when done. */
        long run() throws Exception;
    }

    private final class Repeated implements Runnable {
        private final Step step;
        private final Failed failed;
        private int failures;

        Repeated(Step step, Failed failed) {
            this.step = step;
            this.failed = failed;
        }

        @Override
        public void run() {
            try {
                long delayMs = step.run();
                if (delayMs >= 0) {
                    later(this, delayMs);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed.because("interrupted");
            } catch (Exception e) {
                failures++;
                LOG.debug("backfill failed", e);
                if (failures > base.settings().maxBackfillFailures() || executor.isShutdown()) {
                    failed.because(e.getClass().getSimpleName() + ": " + e.getMessage());
                } else {
                    later(this, RETRY_BASE_MS << (failures - 1));
                }
            }
        }
    }

    private interface Failed {
        void because(String detail);
    }

    private void later(Runnable task, long delayMs) {
        try {
            ScheduledFuture<?> unused = executor.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the stream is closed", e);
        }
    }

    @Override
    public void onGap(Group group, Gap gap, long fromSlot) {
        Backfill rpc = backfill;
        if (rpc == null) {
            base.deliveries().settle(gap, Gap.State.UNFILLABLE, 0, "there is no Backfill");
            return;
        }
        GapTask task = new GapTask(new BackfillReader(rpc), base, group, gap, fromSlot);
        unsettled.add(task);
        later(new Repeated(() -> step(task), detail -> settle(task, Gap.State.UNFILLABLE, detail)), 0);
    }

    private long step(GapTask task) throws Exception {
        try {
            long delayMs = task.run();
            if (delayMs < 0) {
                settle(task, Gap.State.FILLED, "fetched from RPC");
            }
            return delayMs;
        } catch (GapTask.Unfillable e) {
            settle(task, Gap.State.UNFILLABLE, String.valueOf(e.getMessage()));
            return -1;
        }
    }

    private void settle(GapTask task, Gap.State state, String detail) {
        if (unsettled.remove(task)) {
            base.deliveries().settle(task.gap, state, task.backfilledCount(), detail);
        }
    }

    /** Fetches a transaction that a logs notification announced, and delivers it. */
    void fetch(Group group, Notification announced) {
        Backfill rpc = backfill;
        if (rpc == null || !base.deliveries().claim(group, announced.signature)) {
            return;
        }
        String signature = announced.signature.text();
        long slot = announced.eventSlot();
        int endpoint = announced.endpoint;
        if (pendingFetches.incrementAndGet() > MAX_PENDING_FETCHES) {
            pendingFetches.decrementAndGet();
            base.deliveries()
                    .missed(
                            group.subscription(),
                            slot,
                            slot,
                            Gap.Cause.OVERFLOW,
                            "too many transactions wait to be fetched");
            return;
        }
        TransactionFetch fetch = new TransactionFetch(rpc, base, group, signature, endpoint);
        later(
                new Repeated(
                        () -> {
                            long delayMs = fetch.run();
                            if (delayMs < 0) {
                                pendingFetches.decrementAndGet();
                            }
                            return delayMs;
                        },
                        detail -> {
                            pendingFetches.decrementAndGet();
                            base.deliveries()
                                    .missed(
                                            group.subscription(),
                                            slot,
                                            slot,
                                            Gap.Cause.DISCONNECTED,
                                            "transaction " + signature + ": " + detail);
                        }),
                0);
    }

    /** Asks for the fate of a signature until it is known: the server never tells of one that landed before the subscription. */
    void watch(Group group) {
        Backfill rpc = backfill;
        if (group.kind != Kind.SIGNATURE || rpc == null || !watched.add(group)) {
            return;
        }
        BackfillReader reader = new BackfillReader(rpc);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCH_MS);
        later(
                new Repeated(
                        () -> {
                            boolean over = group.finished
                                    || SignatureStatus.deliver(reader, base, group)
                                    || System.nanoTime() > deadlineNs;
                            if (over) {
                                watched.remove(group);
                            }
                            return over ? -1 : WATCH_INTERVAL_MS;
                        },
                        detail -> watched.remove(group)),
                0);
    }

    /** Ends all tasks; gaps that are being filled become unfillable. */
    void close() {
        executor.shutdownNow();
        for (GapTask task : unsettled) {
            settle(task, Gap.State.UNFILLABLE, "the stream was closed");
        }
    }
}
