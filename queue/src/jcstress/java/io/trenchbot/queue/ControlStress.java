package io.trenchbot.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The negative control: a hand-over that publishes before it stamps. It must be seen to fail, or the passes of the others
 * mean nothing.
 */
@JCStressTest
@Outcome(id = {"0, 0", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class ControlStress {
    private final PaddedLong tail = new PaddedLong();
    private long stampNs;
    private int place;

    @Actor
    public void producer() {
        place = 1;
        tail.release(1);
        stampNs = 7;
    }

    @Actor
    public void consumer(II_Result r) {
        if (tail.acquire() == 1) {
            r.r1 = place;
            r.r2 = (int) (7 - stampNs);
        }
    }
}
