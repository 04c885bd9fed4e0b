package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.reference.ReferenceKernel;
import io.trenchbot.sigverify.scalar.ScalarKernel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Chooses the engine, says why, and changes it when measured time says so.
 *
 * <p>Vectors are ruinous until the optimizing compiler has been over them (thousands of times slower than afterwards),
 * and stay so where there is no such compiler, no fused multiply-add in hardware, or another JVM. No list of JVMs is
 * trusted to know: the scalar engine serves, and once there is load a thread of its own warms the lanes up and times
 * them. They take over when they are clearly faster, and give way again if they turn out slower in service.
 *
 * <p>Threading: any.
 */
final class EngineSwitch {
    /**
     * Load that makes warming up worth two seconds of a processor: at once after so many signatures, or, once the scalar
     * engine has had a second to be compiled itself, after these few. Before that, all the compiler's time is its own.
     */
    static final int SIGNATURES_BEFORE_WARM_UP = 5_000;

    private static final int SIGNATURES_OF_SLOW_LOAD = 256;
    private static final long SLOW_LOAD_NS = 1_000_000_000L;

    /** Slow runs in a row after which the lanes give way: too many for preemption or a collection pause. */
    static final int SLOW_RUNS = 50;

    /** Warm-ups in the life of a verifier: after that the lanes have had their chances. */
    private static final int MAX_WARM_UPS = 3;

    private record Active(EngineChoice choice, Workspaces workspaces, double slowNsPerSignature) {}

    private final Checks checks;
    private final int cachedKeys;
    private final Active scalar;
    private final boolean warmsUp;
    private final LongAdder served = new LongAdder();
    private final AtomicLong firstServedNs = new AtomicLong();
    private final AtomicBoolean warmingUp = new AtomicBoolean();
    private final AtomicInteger warmUps = new AtomicInteger();
    private final AtomicInteger slowRuns = new AtomicInteger();
    private volatile Active active;

    private EngineSwitch(Checks checks, int cachedKeys, Active active, boolean warmsUp) {
        this.checks = checks;
        this.cachedKeys = cachedKeys;
        this.scalar = active;
        this.active = active;
        this.warmsUp = warmsUp;
    }

    static EngineSwitch best(VerificationRule rule, int cachedKeys) {
        // Anything more is found out while warming up, off the way of the first signatures.
        String obstacle = VectorSupport.missingModule();
        String reason = obstacle == null
                ? "serves until the vector engine is warm; warming up starts after " + SIGNATURES_BEFORE_WARM_UP
                        + " signatures, or after a second with " + SIGNATURES_OF_SLOW_LOAD
                : "no vector engine: " + obstacle;
        return new EngineSwitch(rule.checks(), cachedKeys, scalar(rule.checks(), reason), obstacle == null);
    }

    static EngineSwitch forced(Engine engine, VerificationRule rule, int cachedKeys) {
        Checks checks = rule.checks();
        return new EngineSwitch(
                checks,
                cachedKeys,
                switch (engine) {
                    case VECTOR -> vector(checks, cachedKeys, "forced", Double.POSITIVE_INFINITY);
                    case SCALAR -> scalar(checks, "forced");
                    case REFERENCE ->
                        new Active(
                                new EngineChoice(engine, 1, "forced"),
                                new Workspaces(() -> new ReferenceKernel(checks)),
                                Double.POSITIVE_INFINITY);
                },
                false);
    }

    private static Active scalar(Checks checks, String reason) {
        return new Active(
                new EngineChoice(Engine.SCALAR, 1, reason),
                new Workspaces(() -> new ScalarKernel(checks)),
                Double.POSITIVE_INFINITY);
    }

    private static Active vector(Checks checks, int cachedKeys, String reason, double slowNsPerSignature) {
        String obstacle = VectorSupport.obstacle();
        if (obstacle != null) {
            throw new UnsupportedOperationException("no vector engine: " + obstacle);
        }
        return new Active(
                new EngineChoice(Engine.VECTOR, VectorSupport.lanes(), reason),
                new Workspaces(VectorSupport.kernels(checks, cachedKeys)),
                slowNsPerSignature);
    }

    EngineChoice choice() {
        return active.choice;
    }

    Workspaces workspaces() {
        return active.workspaces;
    }

    /** Takes notice of a run: its size, its time, and whose workspaces it used. */
    void ran(Workspaces workspaces, int signatures, long elapsedNs) {
        Active current = active;
        if (!warmsUp || workspaces != current.workspaces) {
            return;
        }
        if (current.choice.engine() == Engine.SCALAR) {
            served.add(signatures);
            if (!warmingUp.get() && warmUps.get() < MAX_WARM_UPS && worthWarmingUp(served.sum())) {
                warmUp();
            }
        } else if (signatures >= current.choice.lanes()) {
            boolean slow = elapsedNs > current.slowNsPerSignature * signatures;
            if (!slow) {
                slowRuns.setPlain(0);
            } else if (slowRuns.incrementAndGet() >= SLOW_RUNS) {
                giveWay("the vector engine turned slow: above " + Math.round(current.slowNsPerSignature)
                        + " ns a signature, the scalar engine's time, " + SLOW_RUNS + " times in a row");
            }
        }
    }

    private boolean worthWarmingUp(long signatures) {
        if (signatures < SIGNATURES_OF_SLOW_LOAD || signatures >= SIGNATURES_BEFORE_WARM_UP) {
            return signatures >= SIGNATURES_BEFORE_WARM_UP;
        }
        long nowNs = System.nanoTime();
        firstServedNs.compareAndSet(0, nowNs);
        return nowNs - firstServedNs.get() >= SLOW_LOAD_NS;
    }

    private void warmUp() {
        if (warmingUp.compareAndSet(false, true)) {
            warmUps.incrementAndGet();
            Thread thread = new Thread(this::warmUpAndDecide, "sigverify-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void warmUpAndDecide() {
        try {
            String obstacle = VectorSupport.obstacle();
            if (obstacle != null) {
                warmUps.set(MAX_WARM_UPS);
                giveWay("no vector engine: " + obstacle);
                return;
            }
            decide(WarmUp.run(
                    new ScalarKernel(checks),
                    VectorSupport.kernels(checks, 0).get(),
                    VectorSupport.kernels(checks, 8).get(),
                    System::nanoTime,
                    processorClock()));
        } catch (RuntimeException | LinkageError e) {
            giveWay("the vector engine failed while warming up: " + e);
        } finally {
            warmingUp.set(false);
        }
    }

    /** The processor time of the calling thread, in ns; where that is not kept, time on the wall. */
    private static LongSupplier processorClock() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean kept = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        return kept ? threads::getCurrentThreadCpuTime : System::nanoTime;
    }

    void decide(WarmUp.Result result) {
        if (result.vectorWins()) {
            slowRuns.set(0);
            active = vector(checks, cachedKeys, result.reason(), result.scalarNsPerSignature());
        } else {
            giveWay(result.reason());
        }
    }

    private void giveWay(String reason) {
        served.reset();
        slowRuns.set(0);
        active = new Active(new EngineChoice(Engine.SCALAR, 1, reason), scalar.workspaces, scalar.slowNsPerSignature);
    }
}
