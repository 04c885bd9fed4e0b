package io.trenchbot.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The negative control: calls in flight that are added without care. It must be seen to fail, or the passes mean nothing. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both are counted")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class ControlStress {
    private int inFlight;

    @Actor
    public void one() {
        inFlight++;
    }

    @Actor
    public void other() {
        inFlight++;
    }

    @Arbiter
    public void left(I_Result r) {
        r.r1 = inFlight;
    }
}
