package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CellsTest {
    @Test
    void cellsFollowEachOtherWithoutGapOrOverlap() {
        long expectedNs = 0;
        for (int i = 0; i < Cells.COUNT; i++) {
            assertThat(Cells.lowestNs(i)).isEqualTo(expectedNs);
            assertThat(Cells.index(Cells.lowestNs(i))).isEqualTo(i);
            assertThat(Cells.index(Cells.highestNs(i))).isEqualTo(i);
            assertThat(Cells.middleNs(i)).isBetween(Cells.lowestNs(i), Cells.highestNs(i));
            expectedNs = Cells.highestNs(i) + 1;
        }
        assertThat(expectedNs).isEqualTo(Cells.MAX_NS + 1);
    }

    @Test
    void noCellIsWiderThanOnePartIn128OfItsValues() {
        for (int i = 1; i < Cells.COUNT; i++) {
            long widthNs = Cells.highestNs(i) - Cells.lowestNs(i);
            assertThat(widthNs * 128).isLessThanOrEqualTo(Cells.lowestNs(i));
        }
    }

    @Test
    void everyValueLiesInItsCell() {
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 0; n < 1_000_000; n++) {
            long ns = random.nextLong() >>> random.nextInt(64 - 37, 64);
            int index = Cells.index(ns);
            assertThat(ns >= Cells.lowestNs(index) && ns <= Cells.highestNs(index))
                    .as("%d ns in cell %d", ns, index)
                    .isTrue();
        }
    }
}
