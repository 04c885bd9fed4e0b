package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplePositionsTest {
    @ParameterizedTest
    @EnumSource(Sampling.class)
    void eachBlockHasExactlyOnePositionAndBothWaysOfAskingAgree(Sampling sampling) {
        for (long seed = 0; seed < 20; seed++) {
            SamplePositions positions = new SamplePositions(sampling, seed * 0x9e3779b97f4a7c15L);
            int block = Math.max(1, sampling.blockLength());
            for (long start : new long[] {0, 1L << 31, 1L << 40}) {
                long next = positions.atOrAfter(start);
                int inBlock = 0;
                for (long position = start; position < start + 100L * block; position++) {
                    boolean sampled = positions.contains(position);
                    assertThat(sampled).isEqualTo(position == next);
                    if (sampled) {
                        inBlock++;
                        next = positions.atOrAfter(position + 1);
                    }
                    if ((position + 1) % block == 0) {
                        assertThat(inBlock).isEqualTo(sampling == Sampling.OFF ? 0 : 1);
                        inBlock = 0;
                    }
                }
            }
        }
    }

    @Test
    void thePhaseIsUniform() {
        SamplePositions positions = new SamplePositions(Sampling.ONE_IN_64, 42);
        int blocks = 64_000;
        long[] phases = new long[64];
        for (long block = 0; block < blocks; block++) {
            phases[(int) (positions.atOrAfter(block * 64) % 64)]++;
        }
        double chiSquare = 0;
        for (long count : phases) {
            chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
        }
        // 63 degrees of freedom: 0.1 % of truly uniform draws lie above 103.4.
        assertThat(chiSquare).isLessThan(103.4);
    }

    /** A fixed stride would see this traffic as always slow, or never. */
    @Test
    void trafficOfPeriod64IsSampledWithoutBias() {
        SamplePositions positions = new SamplePositions(Sampling.ONE_IN_64, 7);
        int samples = 100_000;
        int slow = 0;
        long position = -1;
        for (int i = 0; i < samples; i++) {
            position = positions.atOrAfter(position + 1);
            slow += position % 64 < 8 ? 1 : 0;
        }
        // One in eight; five standard deviations are 0.0052.
        assertThat(slow / (double) samples).isBetween(0.125 - 0.0053, 0.125 + 0.0053);
    }
}
