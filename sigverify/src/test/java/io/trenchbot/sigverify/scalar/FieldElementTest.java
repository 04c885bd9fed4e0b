package io.trenchbot.sigverify.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every operation against BigInteger, with limbs at the bounds of the states that its comment names. */
class FieldElementTest {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final long CARRIED = (1L << 51) + (1L << 16);
    private static final long LOOSE = (long) Math.pow(2, 53.4);
    private static final long WIDE = (1L << 54) - 1;
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(5);
    private final FieldElement result = new FieldElement();

    /** An element and its value. */
    private record Drawn(FieldElement element, BigInteger value) {}

    private Drawn draw(long bound) {
        long[] limbs = new long[5];
        int kind = random.nextInt(4);
        BigInteger value = BigInteger.ZERO;
        for (int i = 4; i >= 0; i--) {
            limbs[i] = switch (kind) {
                case 0 -> bound;
                case 1 -> random.nextLong(bound + 1);
                case 2 -> random.nextBoolean() ? bound : 0;
                default -> random.nextInt(3);
            };
            value = value.shiftLeft(51).add(BigInteger.valueOf(limbs[i]));
        }
        return new Drawn(new FieldElement().set(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]), value);
    }

    private static BigInteger value(FieldElement element) {
        long[] words = new long[4];
        element.canonicalWords(words);
        BigInteger value = BigInteger.ZERO;
        for (int i = 3; i >= 0; i--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[i])));
        }
        assertThat(value).isLessThan(P);
        return value;
    }

    private void expect(BigInteger expected, long bound) {
        assertThat(value(result)).isEqualTo(expected.mod(P));
        assertThat(result.largestLimb()).isBetween(0L, bound);
    }

    @Test
    void productsOfAWideAndALooseElementAreExactAndCarried() {
        for (int i = 0; i < ROUNDS; i++) {
            Drawn a = draw(WIDE);
            Drawn b = draw(LOOSE);
            result.multiply(a.element, b.element);
            expect(a.value.multiply(b.value), CARRIED);
            result.square(b.element);
            expect(b.value.pow(2), CARRIED);
            result.squareTimes(b.element, 3);
            expect(b.value.pow(8), CARRIED);
        }
    }

    @Test
    void sumsAndDifferencesOfCarriedElementsAreLoose() {
        for (int i = 0; i < ROUNDS; i++) {
            Drawn a = draw(CARRIED);
            Drawn b = draw(CARRIED);
            Drawn c = draw(2 * CARRIED);
            result.add(a.element, b.element);
            expect(a.value.add(b.value), LOOSE);
            result.subtract(a.element, b.element);
            expect(a.value.subtract(b.value), LOOSE);
            result.negate(a.element);
            expect(a.value.negate(), LOOSE);
            result.subtractLoose(a.element, c.element);
            expect(a.value.subtract(c.value), LOOSE);
            Drawn d = draw(CARRIED + 2 * FieldElement.LIMB_MASK);
            Drawn e = draw(CARRIED + 2 * FieldElement.LIMB_MASK);
            result.subtractLoose(a.element, d.element);
            expect(a.value.subtract(d.value), LOOSE);
            result.subtractLoose(d.element, e.element);
            expect(d.value.subtract(e.value), WIDE);
        }
    }

    @Test
    void aResultMayOverwriteItsOperands() {
        for (int i = 0; i < 1000; i++) {
            Drawn a = draw(LOOSE);
            Drawn b = draw(LOOSE);
            FieldElement copy = new FieldElement().set(a.element);
            copy.multiply(copy, b.element);
            assertThat(value(copy)).isEqualTo(a.value.multiply(b.value).mod(P));
            copy.set(a.element);
            copy.square(copy);
            assertThat(value(copy)).isEqualTo(a.value.pow(2).mod(P));
        }
    }

    @Test
    void powersAreTheirExponents() {
        Chains chains = new Chains();
        for (int i = 0; i < 200; i++) {
            Drawn a = draw(LOOSE);
            chains.invert(result, a.element);
            assertThat(value(result)).isEqualTo(a.value.modPow(P.subtract(BigInteger.TWO), P));
            chains.power22523(result, a.element);
            assertThat(value(result))
                    .isEqualTo(a.value.modPow(P.subtract(BigInteger.valueOf(5)).shiftRight(3), P));
        }
    }
}
