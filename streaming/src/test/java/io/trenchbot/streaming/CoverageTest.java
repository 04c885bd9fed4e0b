package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.streaming.Coverage.Change;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final long MARGIN = 4;

    @Test
    void aSingleEndpointsOutageIsAGapFromItsLastSlotToItsFirst() {
        Coverage coverage = new Coverage(1, MARGIN);
        assertThat(coverage.lost(0)).as("before the first slot").isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 100)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 105)).isEqualTo(Change.NOTHING);
        assertThat(coverage.lost(0)).isEqualTo(Change.OPENED);
        assertThat(coverage.gapLast()).isEqualTo(105);
        assertThat(coverage.lost(0)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 111)).isEqualTo(Change.ENDED);
        assertThat(coverage.gapLast()).isEqualTo(105);
        assertThat(coverage.gapFirst()).isEqualTo(111);
        assertThat(coverage.heard(0, 112)).isEqualTo(Change.NOTHING);
        assertThat(coverage.frontier()).isEqualTo(112);
    }

    @Test
    void anEndpointThatWasLiveLongEnoughCarriesOn() {
        Coverage coverage = both(100, 90);
        assertThat(coverage.lost(0)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(1, 101)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 110)).isEqualTo(Change.NOTHING);
        assertThat(coverage.frontier()).isEqualTo(101);
    }

    @Test
    void anEndpointThatHasJustComeDoesNot() {
        Coverage coverage = both(100, 98);
        assertThat(coverage.lost(0)).isEqualTo(Change.HOLE);
        assertThat(coverage.gapLast()).isEqualTo(100);
        assertThat(coverage.gapFirst()).isEqualTo(98);
        assertThat(coverage.heard(1, 101)).isEqualTo(Change.NOTHING);
    }

    /** Slots 90 to newest by endpoint 0, from the given slot on by endpoint 1. */
    private static Coverage both(long newest, long from) {
        Coverage coverage = new Coverage(2, MARGIN);
        for (long slot = 80; slot <= newest; slot++) {
            assertThat(coverage.heard(0, slot)).isEqualTo(Change.NOTHING);
            if (slot >= from) {
                assertThat(coverage.heard(1, slot)).isEqualTo(Change.NOTHING);
            }
        }
        return coverage;
    }

    @Test
    void aSilentEndpointsEndReachesBackToWhatItWasLastHeardOf() {
        Coverage coverage = both(100, 85);
        // Endpoint 1 is silent from here on, and nobody knows.
        assertThat(coverage.lost(0)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 107)).isEqualTo(Change.NOTHING);
        assertThat(coverage.heard(0, 109)).isEqualTo(Change.NOTHING);
        assertThat(coverage.frontier()).isEqualTo(100);
        assertThat(coverage.lost(1)).isEqualTo(Change.HOLE);
        assertThat(coverage.gapLast()).isEqualTo(100);
        assertThat(coverage.gapFirst()).isEqualTo(107);
        assertThat(coverage.frontier()).isEqualTo(109);
    }

    @Test
    void allOfThreeDyingIsOneGap() {
        Coverage coverage = new Coverage(3, MARGIN);
        for (int e = 0; e < 3; e++) {
            coverage.heard(e, 50);
            coverage.heard(e, 60 + e);
        }
        assertThat(coverage.lost(2)).isEqualTo(Change.NOTHING);
        assertThat(coverage.lost(0)).isEqualTo(Change.NOTHING);
        assertThat(coverage.lost(1)).isEqualTo(Change.OPENED);
        assertThat(coverage.gapLast()).isEqualTo(62);
        assertThat(coverage.heard(1, 70)).isEqualTo(Change.ENDED);
        assertThat(coverage.heard(0, 69)).isEqualTo(Change.NOTHING);
    }
}
