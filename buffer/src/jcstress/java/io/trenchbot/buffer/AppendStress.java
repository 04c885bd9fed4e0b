package io.trenchbot.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Claim in place: two producers want the same word. r1 and r2 say who was accepted, r3 what a reader finds afterwards. */
public class AppendStress {

    @JCStressTest
    @Outcome(id = {"1, 1, 12", "1, 1, 21"}, expect = Expect.ACCEPTABLE, desc = "both whole, in one order")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class TwoProducers {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim first = log.producer();
        private final Claim second = log.producer();

        @Actor
        public void first(III_Result r) {
            r.r1 = SmallLog.append(first, 1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = SmallLog.append(second, 2);
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = log.digits();
        }
    }

    /** The claim of one is open while the other goes past it. */
    @JCStressTest
    @Outcome(id = {"1, 1, 12", "1, 1, 21"}, expect = Expect.ACCEPTABLE, desc = "both whole, in one order")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class ClaimAgainstAppend {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim first = log.producer();
        private final Claim second = log.producer();

        @Actor
        public void first(III_Result r) {
            try (Claim claim = first.open(Long.BYTES, 1)) {
                claim.putLong(0, 0x0101010101010101L);
                r.r1 = claim.commit() > 0 ? 1 : 0;
            }
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = SmallLog.append(second, 2);
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = log.digits();
        }
    }

    @JCStressTest
    @Outcome(id = {"1, -2, 1", "-2, 1, 2"}, expect = Expect.ACCEPTABLE, desc = "one of them; the other is told to come again")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class OnePlaceLeft {
        private final SmallLog log = new SmallLog(SmallLog.RECORD_BYTES);
        private final Claim first = log.producer();
        private final Claim second = log.producer();

        @Actor
        public void first(III_Result r) {
            r.r1 = SmallLog.append(first, 1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = SmallLog.append(second, 2);
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = log.digits();
        }
    }

    /** Both meet the end of a segment that has room for neither, or for one: nobody claims behind who has gone on. */
    @JCStressTest
    @Outcome(id = {"1, 1, 12", "1, 1, 21"}, expect = Expect.ACCEPTABLE, desc = "both whole, in one order")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class TwoProducersAtTheEnd {
        private final SmallLog log =
                new SmallLog(SmallLog.RECORD_BYTES + Frame.HEADER_BYTES).andThen(4 * SmallLog.RECORD_BYTES);
        private final Claim first = log.producer();
        private final Claim second = log.producer();

        @Actor
        public void first(III_Result r) {
            r.r1 = SmallLog.append(first, 1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = SmallLog.append(second, 2);
        }

        @Arbiter
        public void arbiter(III_Result r) {
            r.r3 = log.digits();
        }
    }

    /** r1 the aborted claim's frames, r2 the other's result, r3 what is left. */
    @JCStressTest
    @Outcome(id = {"1, 1, 2"}, expect = Expect.ACCEPTABLE, desc = "only what was committed, and nothing is open")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AbortAgainstCommit {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim first = log.producer();
        private final Claim second = log.producer();

        @Actor
        public void aborts() {
            try (Claim claim = first.open(Long.BYTES, 1)) {
                claim.putLong(0, 0x0101010101010101L);
            }
        }

        @Actor
        public void commits(III_Result r) {
            r.r2 = SmallLog.append(second, 2);
        }

        @Arbiter
        public void arbiter(III_Result r) {
            String frames = log.frames();
            r.r1 = frames.equals("pc") || frames.equals("cp") ? 1 : 0;
            r.r3 = log.digits();
        }
    }
}
