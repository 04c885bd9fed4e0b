package io.trenchbot.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A lone producer, which appends without a claim object and without compare-and-set, beside a reader or a closer. */
public class LoneStress {

    @JCStressTest
    @Outcome(id = {"0", "1", "12"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was appended, each record whole")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AppendAgainstReader {
        private final SmallLog log = SmallLog.ofLone(4 * SmallLog.RECORD_BYTES, true);
        private final Claim claim = log.producer();

        @Actor
        public void producer() {
            log.log.producer(Thread.currentThread());
            log.appendAlone(claim, 1);
            log.appendAlone(claim, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = log.digits();
        }
    }

    /** Here only the order of the stores keeps the reader from a torn record. */
    @JCStressTest
    @Outcome(id = {"0", "1", "12"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was appended, each record whole")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AppendWithoutChecksumAgainstReader {
        private final SmallLog log = SmallLog.ofLone(4 * SmallLog.RECORD_BYTES, false);
        private final Claim claim = log.producer();

        @Actor
        public void producer() {
            log.log.producer(Thread.currentThread());
            log.appendAlone(claim, 1);
            log.appendAlone(claim, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = log.digits();
        }
    }

    /** The second record has no room in the first segment, and goes through the claim. */
    @JCStressTest
    @Outcome(id = {"0", "1", "12"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was appended, each record whole")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AppendAtTheEndAgainstReader {
        private final SmallLog log = SmallLog.ofLone(SmallLog.RECORD_BYTES + Frame.HEADER_BYTES, false)
                .andThen(4 * SmallLog.RECORD_BYTES);
        private final Claim claim = log.producer();

        @Actor
        public void producer() {
            log.log.producer(Thread.currentThread());
            log.appendAlone(claim, 1);
            log.appendAlone(claim, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = log.digits();
        }
    }

    /** r1 the result, r2 what is found afterwards. */
    @JCStressTest
    @Outcome(id = {"1, 1", "-5, 0"}, expect = Expect.ACCEPTABLE, desc = "accepted and there, or refused and not")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class CloseAgainstAppend {
        private final SmallLog log = SmallLog.ofLone(4 * SmallLog.RECORD_BYTES, true);
        private final Claim claim = log.producer();

        @Actor
        public void producer(II_Result r) {
            log.log.producer(Thread.currentThread());
            r.r1 = log.appendAlone(claim, 1);
        }

        @Actor
        public void closer() {
            log.log.close();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = log.digits();
        }
    }
}
