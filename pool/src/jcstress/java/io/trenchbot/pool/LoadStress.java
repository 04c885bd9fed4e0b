package io.trenchbot.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word of a node's load, and its calls in flight, under two threads. */
public class LoadStress {
    private static final long DECAY_NS = 10_000_000_000L;
    private static final long NOW_NS = 1L << 40;

    /** Within one stamp unit only the first latency counts, and peaks. */
    private static final long NEXT_STAMP_NS = 1L << 14;

    /** Two latencies at almost one time: what is left is one after the other, in either order, and none is lost. */
    @JCStressTest
    @Outcome(id = "1600", expect = Expect.ACCEPTABLE, desc = "the short one first: the peak replaces it")
    @Outcome(id = "1510", expect = Expect.ACCEPTABLE, desc = "the long one first: the short one pulls it down")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class TwoLatencies {
        private final NodeLoad load = new NodeLoad(DECAY_NS);

        @Actor
        public void longOne() {
            load.observe(NOW_NS, 1_600);
        }

        @Actor
        public void shortOne() {
            load.observe(NOW_NS + NEXT_STAMP_NS, 160);
        }

        @Arbiter
        public void left(I_Result r) {
            r.r1 = (int) load.latencyNs(NOW_NS);
        }
    }

    /** A reader sees no history or a latency with its time, never one without the other. */
    @JCStressTest
    @Outcome(id = {"0", "1600"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class Reader {
        private final NodeLoad load = new NodeLoad(DECAY_NS);

        @Actor
        public void writer() {
            load.observe(NOW_NS, 1_600);
        }

        @Actor
        public void reader(I_Result r) {
            // A stamp of 0 beside the cost would be 18 minutes old, and the latency next to nothing.
            r.r1 = (int) load.latencyNs(NOW_NS);
        }
    }

    /** A lower bound never takes the place of a latency above it. */
    @JCStressTest
    @Outcome(id = "1600", expect = Expect.ACCEPTABLE, desc = "the latency stays, whoever came first")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class LatencyAndBound {
        private final NodeLoad load = new NodeLoad(DECAY_NS);

        @Actor
        public void latency() {
            load.observe(NOW_NS, 1_600);
        }

        @Actor
        public void bound() {
            load.observeAtLeast(NOW_NS, 800);
        }

        @Arbiter
        public void left(I_Result r) {
            r.r1 = (int) load.latencyNs(NOW_NS);
        }
    }

    /** Calls that begin and end on two threads are all counted. */
    @JCStressTest
    @Outcome(id = {"1, 0", "2, 0"}, expect = Expect.ACCEPTABLE, desc = "each is seen while it runs, none after")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class InFlight {
        private final NodeLoad load = new NodeLoad(DECAY_NS);

        @Actor
        public void one() {
            load.start();
            load.end();
        }

        @Actor
        public void other(II_Result r) {
            load.start();
            r.r1 = load.inFlight();
            load.end();
        }

        @Arbiter
        public void left(II_Result r) {
            r.r2 = load.inFlight();
        }
    }
}
