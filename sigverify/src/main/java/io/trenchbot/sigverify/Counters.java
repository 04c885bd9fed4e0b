package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The running numbers behind {@link VerifierStats}. Threading: any. */
final class Counters {
    private final LongAdder[] outcomes = new LongAdder[Outcome.COUNT];
    private final LongAdder calls = new LongAdder();
    private final LongAdder laneSlots = new LongAdder();
    private final LongAdder busyNs = new LongAdder();
    private final LongAdder keyHits = new LongAdder();
    private final LongAdder keyMisses = new LongAdder();

    Counters() {
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = new LongAdder();
        }
    }

    void call() {
        calls.increment();
    }

    void ran(Signatures signatures, int from, int to, Tally tally, long elapsedNs) {
        int accepted = 0;
        for (int i = from; i < to; i++) {
            byte outcome = signatures.outcomes[i];
            if (outcome == Outcome.ACCEPTED) {
                accepted++;
            } else {
                outcomes[outcome].increment();
            }
        }
        outcomes[Outcome.ACCEPTED].add(accepted);
        busyNs.add(elapsedNs);
        laneSlots.add(tally.laneSlots);
        keyHits.add(tally.keyHits);
        keyMisses.add(tally.keyMisses);
        tally.clear();
    }

    void wrongLength() {
        outcomes[Outcome.WRONG_LENGTH].increment();
    }

    VerifierStats snapshot() {
        Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
        long computed = outcomes[Outcome.ACCEPTED].sum();
        for (byte code = Outcome.WRONG_LENGTH; code < Outcome.COUNT; code++) {
            long count = outcomes[code].sum();
            if (count > 0) {
                rejected.put(Verdict.of(code), count);
                computed += code == Outcome.WRONG_LENGTH ? 0 : count;
            }
        }
        long slots = laneSlots.sum();
        return new VerifierStats(
                outcomes[Outcome.ACCEPTED].sum(),
                Map.copyOf(rejected),
                calls.sum(),
                slots == 0 ? 1 : Math.min(1, (double) computed / slots),
                busyNs.sum(),
                keyHits.sum(),
                keyMisses.sum());
    }
}
