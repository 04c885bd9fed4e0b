package io.trenchbot.sigverify.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed digits read in place must add up to the scalar, and stay within the tables they look up. */
class DigitsTest {
    @ParameterizedTest
    @CsvSource({"5, 51, 253", "5, 27, 132", "8, 32, 253", "10, 13, 127"})
    void digitsAddUpToTheScalarAndStayWithinHalfTheirRange(int width, int count, int bits) {
        Digits digits = new Digits(width, count);
        Random random = new Random(width);
        BigInteger largest = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        for (int round = 0; round < 2000; round++) {
            int lane = round % Field.LANES;
            BigInteger scalar = switch (round) {
                case 0 -> BigInteger.ZERO;
                case 1 -> largest;
                // Runs of ones and of zeros carry the farthest.
                default ->
                    round % 3 == 0
                            ? largest.shiftRight(random.nextInt(bits))
                                    .shiftLeft(random.nextInt(bits))
                                    .and(largest)
                            : new BigInteger(bits, random);
            };
            digits.load(lane, word(scalar, 0), word(scalar, 1), word(scalar, 2), word(scalar, 3));
            BigInteger sum = BigInteger.ZERO;
            for (int i = count - 1; i >= 0; i--) {
                int digit = digits.digit(lane, i);
                assertThat(Math.abs(digit)).as("digit %d of %s", i, scalar).isLessThanOrEqualTo(1 << (width - 1));
                sum = sum.shiftLeft(width).add(BigInteger.valueOf(digit));
            }
            assertThat(sum).isEqualTo(scalar);
        }
    }

    private static long word(BigInteger value, int index) {
        return value.shiftRight(64 * index).longValue();
    }
}
