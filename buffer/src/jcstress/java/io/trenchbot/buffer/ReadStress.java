package io.trenchbot.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A producer beside somebody who reads, closes, or wants the memory back. */
public class ReadStress {

    @JCStressTest
    @Outcome(id = {"0", "1", "12"}, expect = Expect.ACCEPTABLE, desc = "a prefix of what was appended, each record whole")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AppendAgainstReader {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim producer = log.producer();

        @Actor
        public void producer() {
            SmallLog.append(producer, 1);
            SmallLog.append(producer, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = log.digits();
        }
    }

    @JCStressTest
    @Outcome(id = {"0", "2"}, expect = Expect.ACCEPTABLE, desc = "never what was aborted, and the next record whole")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AbortAndCommitAgainstReader {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim producer = log.producer();

        @Actor
        public void producer() {
            producer.open(Long.BYTES, 1).putLong(0, 0x0101010101010101L).close();
            producer.open(Long.BYTES, 2).putLong(0, 0x0202020202020202L).commit();
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = log.digits();
        }
    }

    /** What counts the records walks behind the producer. r1 the records, r2 those found right after it. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"}, expect = Expect.ACCEPTABLE, desc = "never back")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AppendAgainstWalk {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim producer = log.producer();

        @Actor
        public void producer() {
            SmallLog.append(producer, 1);
            SmallLog.append(producer, 2);
        }

        @Actor
        public void walker(II_Result r) {
            r.r1 = (int) log.committed.records();
            r.r2 = (int) log.committed.records();
        }
    }

    /** r1 the result, r2 what is found afterwards. */
    @JCStressTest
    @Outcome(id = {"1, 1", "-5, 0"}, expect = Expect.ACCEPTABLE, desc = "accepted and there, or refused and not")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class CloseAgainstAppend {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim producer = log.producer();

        @Actor
        public void producer(II_Result r) {
            r.r1 = SmallLog.append(producer, 1);
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

    @JCStressTest
    @Outcome(id = {"1, 1", "-5, 0"}, expect = Expect.ACCEPTABLE, desc = "committed and there, or refused and not")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class CloseAgainstCommit {
        private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);
        private final Claim claim = log.producer().open(Long.BYTES, 1).putLong(0, 0x0101010101010101L);

        @Actor
        public void producer(II_Result r) {
            long result = claim.commit();
            r.r1 = result > 0 ? 1 : (int) result;
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

    /** r1 whether the producer may claim in the segment, r2 whether the keeper may take its memory. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "not both")
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class ReuseAgainstClaim {
        private final SmallLog log = new SmallLog(Frame.HEADER_BYTES).andThen(SmallLog.RECORD_BYTES);
        private final ReuseGuard guard = new ReuseGuard();

        @Actor
        public void producer(II_Result r) {
            r.r1 = guard.enterVolatile(log.first, log.log) ? 1 : 0;
        }

        @Actor
        public void keeper(II_Result r) {
            log.log.roll(log.first);
            r.r2 = guard.isUsing(log.first) ? 0 : 1;
        }
    }
}
