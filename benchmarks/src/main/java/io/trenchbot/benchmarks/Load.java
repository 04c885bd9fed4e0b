package io.trenchbot.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls of many threads through one caller. */
final class Load {
    /** What a call that failed counts as: longer than any time that a call may take. */
    static final long FAILED_NS = 10_000_000_000L;

    /** All threads have started by then: their start is not what is measured. */
    private static final long START_NS = 50_000_000L;

    private Load() {}

    /**
     * Calls at a steady rate, whatever becomes of the calls before; the time of a call that starts late because all
     * threads wait counts from when it was due.
     *
     * @param strike done by a thread of its own after a third of the time; null: nothing
     */
    static Latencies steady(Caller caller, int threads, int perSecond, double seconds, @Nullable Runnable strike) {
        long intervalNs = 1_000_000_000L / perSecond;
        long[] fromNs = new long[(int) (perSecond * seconds)];
        long[] latenciesNs = new long[fromNs.length];
        AtomicInteger next = new AtomicInteger();
        long startNs = System.nanoTime() + START_NS;
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(new Thread(() -> {
                for (int n = next.getAndIncrement(); n < latenciesNs.length; n = next.getAndIncrement()) {
                    fromNs[n] = waitUntil(startNs + n * intervalNs);
                    latenciesNs[n] = succeeds(caller) ? System.nanoTime() - fromNs[n] : FAILED_NS;
                }
            }));
        }
        long[] struckNs = {startNs + (long) (seconds * 1e9 / 3)};
        if (strike != null) {
            all.add(new Thread(() -> {
                struckNs[0] = waitUntil(struckNs[0]);
                strike.run();
            }));
        }
        runAll(all);
        return new Latencies(fromNs, latenciesNs, struckNs[0]);
    }

    /** Waits; the time from which a call due then counts: a wake-up that comes late is not the caller's. */
    private static long waitUntil(long dueNs) {
        long nowNs = System.nanoTime();
        if (nowNs - dueNs >= 0) {
            return dueNs;
        }
        while (nowNs - dueNs < 0) {
            LockSupport.parkNanos(dueNs - nowNs);
            nowNs = System.nanoTime();
        }
        return nowNs;
    }

    /** What calls one after the other cost, over all threads. */
    record Cost(double cpuNs, double wallNs, double allocatedBytes) {}

    /** Calls of each thread one after the other. */
    static Cost saturated(Caller caller, int threads, double seconds) {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong calls = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        long endNs = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(new Thread(() -> {
                long before = memory.getCurrentThreadAllocatedBytes();
                long own = 0;
                while (System.nanoTime() - endNs < 0) {
                    Check.that(succeeds(caller), "a healthy node answers");
                    own++;
                }
                calls.addAndGet(own);
                bytes.addAndGet(memory.getCurrentThreadAllocatedBytes() - before);
            }));
        }
        long cpuNs = os.getProcessCpuTime();
        long startNs = System.nanoTime();
        runAll(all);
        double count = calls.get();
        return new Cost(
                (os.getProcessCpuTime() - cpuNs) / count, (System.nanoTime() - startNs) / count, bytes.get() / count);
    }

    /** One call; a wrong answer ends the benchmark. */
    static boolean succeeds(Caller caller) {
        long value;
        try {
            value = caller.call();
        } catch (Exception e) {
            return false;
        }
        Check.that(value == ReplyServer.SLOT, value + " is the node's answer");
        return true;
    }

    /** Runs threads to their end; what one of them throws is thrown. */
    static void runAll(List<Thread> threads) {
        List<Throwable> thrown = new ArrayList<>();
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((ignored, e) -> {
                synchronized (thrown) {
                    thrown.add(e);
                }
            });
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        synchronized (thrown) {
            if (!thrown.isEmpty()) {
                throw new IllegalStateException(thrown.get(0));
            }
        }
    }
}
