package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;

/** Accepts everything, quickly. */
final class YesKernel implements Kernel {
    private final Tally tally = new Tally();

    @Override
    public void verify(Signatures batch, int from, int to) {
        for (int i = from; i < to; i++) {
            batch.outcomes[i] = Outcome.ACCEPTED;
        }
    }

    @Override
    public Tally tally() {
        return tally;
    }
}
