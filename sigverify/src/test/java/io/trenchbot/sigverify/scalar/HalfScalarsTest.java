package io.trenchbot.sigverify.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfScalarsTest {
    private static final BigInteger L =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger EIGHT_L = L.shiftLeft(3);

    private final HalfScalars half = new HalfScalars();

    private static BigInteger integer(long[] words) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 3; i >= 0; i--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[i])));
        }
        return value;
    }

    /** Splits h and checks the relation; gives the bits of the larger number. */
    private int split(BigInteger h) {
        half.splitVar(new long[] {
            h.longValue(),
            h.shiftRight(64).longValue(),
            h.shiftRight(128).longValue(),
            h.shiftRight(192).longValue()
        });
        BigInteger rho = integer(half.rho);
        BigInteger tau = integer(half.tau);
        assertThat(tau.testBit(0)).as("tau of %s is odd", h).isTrue();
        assertThat(tau).isLessThan(L);
        BigInteger signed = half.tauNegative() ? tau.negate() : tau;
        assertThat(signed.multiply(h).mod(EIGHT_L)).as("rho of %s", h).isEqualTo(rho);
        return Math.max(rho.bitLength(), tau.bitLength());
    }

    @Test
    void theRelationHoldsModEightLAndTheScalarsAreHalved() {
        Random random = new Random(9);
        int within130 = 0;
        int largest = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            int bits = split(new BigInteger(260, random).mod(L));
            within130 += bits <= 130 ? 1 : 0;
            largest = Math.max(largest, bits);
        }
        assertThat(within130).isGreaterThan(count * 96 / 100);
        assertThat(largest).isLessThanOrEqualTo(150);
    }

    @Test
    void theRelationHoldsForHashesThatNobodyWillSee() {
        List<BigInteger> hashes = new ArrayList<>();
        for (int bit = 0; bit < 252; bit++) {
            BigInteger power = BigInteger.ONE.shiftLeft(bit);
            for (int step = -3; step <= 3; step++) {
                hashes.add(power.add(BigInteger.valueOf(step)).mod(L));
                hashes.add(L.subtract(power).add(BigInteger.valueOf(step)).mod(L));
                hashes.add(EIGHT_L.divide(power.add(BigInteger.ONE))
                        .add(BigInteger.valueOf(step))
                        .mod(L));
            }
        }
        for (BigInteger divisor = BigInteger.ONE;
                divisor.compareTo(BigInteger.valueOf(100)) < 0;
                divisor = divisor.add(BigInteger.ONE)) {
            hashes.add(EIGHT_L.divide(divisor).mod(L));
            hashes.add(EIGHT_L.divide(divisor).add(BigInteger.ONE).mod(L));
        }
        hashes.forEach(this::split);
    }
}
