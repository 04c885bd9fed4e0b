package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.pool.NodeHealth.State;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
    private static final long MS = 1_000_000L;
    private static final long S = 1000 * MS;

    private final NodeHealth health = new NodeHealth(new SplittableRandom(1));
    private long nowNs = 77 * S;

    @Test
    void threeTransportFaultsInARowTakeItDown() {
        assertThat(health.onFault(nowNs, true)).isFalse();
        assertThat(health.onFault(nowNs, true)).isFalse();
        assertThat(health.onFault(nowNs, true)).isTrue();
        assertThat(health.state()).isEqualTo(State.DOWN);
    }

    @Test
    void aReplyBetweenFaultsStartsTheCountAnew() {
        for (int i = 0; i < 100; i++) {
            health.onSuccess(nowNs);
            health.onFault(nowNs, true);
            for (int j = 0; j < 9; j++) {
                health.onSuccess(nowNs);
            }
        }
        assertThat(health.state()).isEqualTo(State.UP);
    }

    @Test
    void fiveFaultsOfAnyKindTakeItDown() {
        for (int i = 0; i < 4; i++) {
            assertThat(health.onFault(nowNs, false)).isFalse();
        }
        assertThat(health.onFault(nowNs, false)).isTrue();
    }

    @Test
    void aSuccessRateUnderFourFifthsTakesItDown() {
        boolean down = false;
        for (int i = 0; i < 20 && !down; i++) {
            down = health.onFault(nowNs, false);
            health.onSuccess(nowNs);
            health.onSuccess(nowNs);
        }
        assertThat(down).isTrue();
    }

    @Test
    void faultsOlderThanTheWindowDoNotCount() {
        for (int i = 0; i < 20; i++) {
            assertThat(health.onFault(nowNs, false)).isFalse();
            health.onSuccess(nowNs);
            nowNs += 31 * S;
        }
        assertThat(health.state()).isEqualTo(State.UP);
    }

    @Test
    void absencesDoubleFromAQuarterSecondToThirtySeconds() {
        long fullNs = 250 * MS;
        takeDown();
        for (int k = 0; k < 12; k++) {
            long absenceNs = health.downUntilNs() - nowNs;
            assertThat(absenceNs).isBetween(fullNs / 2, fullNs);
            nowNs = health.downUntilNs();
            health.onProbeFault(nowNs);
            fullNs = Math.min(30 * S, 2 * fullNs);
        }
    }

    @Test
    void aGoodProbePutsItOnProbationWithAGrowingShare() {
        takeDown();
        nowNs = health.downUntilNs();
        assertThat(health.share(nowNs)).isZero();
        assertThat(health.onProbeSuccess(nowNs)).isTrue();
        assertThat(health.state()).isEqualTo(State.PROBATION);
        assertThat(health.share(nowNs)).isEqualTo(0.1);
        assertThat(health.share(nowNs + 5 * S)).isBetween(0.54, 0.56);
        assertThat(health.share(nowNs + 10 * S)).isEqualTo(1);
        assertThat(health.onSuccess(nowNs + 9 * S)).isFalse();
        assertThat(health.onSuccess(nowNs + 10 * S)).isTrue();
        assertThat(health.state()).isEqualTo(State.UP);
    }

    @Test
    void aFaultOnProbationMakesTheNextAbsenceLonger() {
        takeDown();
        nowNs = health.downUntilNs();
        health.onProbeSuccess(nowNs);
        assertThat(health.onFault(nowNs, true)).isTrue();
        assertThat(health.downUntilNs() - nowNs).isBetween(250 * MS, 500 * MS);
    }

    @Test
    void aNodeThatFlapsEverySecondIsAwayMostOfTheTime() {
        long downNs = 0;
        long endNs = nowNs + 60 * S;
        long startNs = nowNs;
        while (nowNs - endNs < 0) {
            boolean works = (nowNs - startNs) / S % 2 == 0;
            if (health.state() == State.DOWN) {
                downNs += 10 * MS;
                if (nowNs - health.downUntilNs() >= 0) {
                    boolean unused = works ? health.onProbeSuccess(nowNs) : health.onProbeFault(nowNs);
                }
            } else if (works) {
                health.onSuccess(nowNs);
            } else {
                health.onFault(nowNs, true);
            }
            nowNs += 10 * MS;
        }
        assertThat(downNs).isGreaterThan(40 * S);
    }

    @Test
    void anUpNodeThatPassedProbationStartsWithAShortAbsenceAgain() {
        takeDown();
        nowNs = health.downUntilNs();
        health.onProbeFault(nowNs);
        nowNs = health.downUntilNs();
        health.onProbeSuccess(nowNs);
        nowNs += 10 * S;
        health.onSuccess(nowNs);
        takeDown();
        assertThat(health.downUntilNs() - nowNs).isLessThanOrEqualTo(250 * MS);
    }

    private void takeDown() {
        while (health.state() != State.DOWN) {
            health.onFault(nowNs, true);
        }
    }
}
