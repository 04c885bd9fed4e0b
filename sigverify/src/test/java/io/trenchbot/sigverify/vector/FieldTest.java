package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation against BigInteger, in every lane, with all limbs at the bound of a tight element, at random, and
 * small; and every result tight again. This is the exactness argument of {@link Field} put to the test: were a product
 * rounded or a column to overflow anywhere within the bounds, a value would differ.
 */
class FieldTest {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final int ROUNDS = 1500;
    private static final int INPUTS = 6;
    private static final int OUT = 8 * stride();
    private static final int OUT_2 = 9 * stride();

    private final Random random = new Random(42);
    private final double[] w = new double[12 * stride()];
    private final long[] s = new long[3 * stride()];
    private final BigInteger[][] in = new BigInteger[INPUTS][];

    private static int stride() {
        return modulePresent() ? STRIDE : 0;
    }

    private static boolean modulePresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    @BeforeAll
    static void moduleIsThere() {
        assumeTrue(modulePresent(), "needs --add-modules jdk.incubator.vector");
    }

    @Test
    void boundsAreWhatTheProductsNeed() {
        BigInteger tight = BigInteger.valueOf((long) Field.TIGHT);
        BigInteger exact = BigInteger.ONE.shiftLeft(102).subtract(BigInteger.ONE.shiftLeft(70));
        assertThat(tight.add(tight).multiply(tight)).isLessThanOrEqualTo(exact);
        assertThat(tight.add(tight).multiply(tight.add(tight))).isGreaterThan(exact);
    }

    @Test
    void everyOperationIsExactUpToTheBoundsAndEndsTight() {
        for (int round = 0; round < ROUNDS; round++) {
            draw(round);
            allOperations();
        }
    }

    /** All limbs of an element at the bound with the same sign make the largest columns there are. */
    @Test
    void theLargestColumnsAreExactUnderEveryCombinationOfSigns() {
        for (int signs = 0; signs < 1 << INPUTS; signs++) {
            for (int i = 0; i < INPUTS * STRIDE; i++) {
                w[i] = (signs >> i / STRIDE & 1) == 0 ? Field.TIGHT : -Field.TIGHT;
            }
            read();
            allOperations();
        }
    }

    private void allOperations() {
        products();
        squares();
        sums();
    }

    private void products() {
        int raw = STRIDE;
        Field.multiply(w, OUT, at(0), at(1), s);
        expect("multiply", OUT, lane -> in[0][lane].multiply(in[1][lane]));
        Field.multiplyTwice(w, OUT, at(0), at(1), s);
        expect("multiplyTwice", OUT, lane -> twice(in[0][lane].multiply(in[1][lane])));
        Field.differenceTimes(w, at(0), at(1), at(2), s, raw);
        expectRawBelow(58);
        Field.sumTimes(w, OUT, OUT_2, at(3), at(4), at(5), s, raw);
        expect("sumTimes -", OUT, lane -> sumTimes(lane).subtract(differenceTimes(lane)));
        expect("sumTimes +", OUT_2, lane -> sumTimes(lane).add(differenceTimes(lane)));
        Field.multiplyTwiceRaw(w, at(0), at(1), s, raw);
        expectRawBelow(58);
        Field.multiplyAround(w, OUT, OUT_2, at(2), at(3), s, raw);
        expect(
                "multiplyAround -",
                OUT,
                lane -> twice(in[0][lane].multiply(in[1][lane])).subtract(in[2][lane].multiply(in[3][lane])));
        expect(
                "multiplyAround +",
                OUT_2,
                lane -> twice(in[0][lane].multiply(in[1][lane])).add(in[2][lane].multiply(in[3][lane])));
        Field.multiplyAroundTwice(w, OUT, OUT_2, at(0), at(1), at(2), s);
        expect("multiplyAroundTwice -", OUT, lane -> twice(in[2][lane]).subtract(in[0][lane].multiply(in[1][lane])));
        expect("multiplyAroundTwice +", OUT_2, lane -> twice(in[2][lane]).add(in[0][lane].multiply(in[1][lane])));
    }

    private void squares() {
        int raw = STRIDE;
        Field.squareTimes(w, OUT, at(0), 1);
        expect("squareTimes 1", OUT, lane -> in[0][lane].pow(2));
        Field.squareTimes(w, OUT, at(0), 3);
        expect("squareTimes", OUT, lane -> in[0][lane].pow(8));
        Field.squareRaw(w, at(0), s, raw);
        expectRawBelow(57);
        Field.squareAround(w, OUT, OUT_2, at(1), s, raw);
        expect("squareAround -", OUT, lane -> in[1][lane].pow(2).subtract(in[0][lane].pow(2)));
        expect("squareAround +", OUT_2, lane -> in[1][lane].pow(2).add(in[0][lane].pow(2)));
        Field.squareTwiceMinus(w, OUT, at(0), at(1));
        expect("squareTwiceMinus", OUT, lane -> twice(in[0][lane].pow(2)).subtract(in[1][lane]));
    }

    private void sums() {
        Field.add(w, OUT, at(0), at(1));
        expect("add", OUT, lane -> in[0][lane].add(in[1][lane]));
        Field.subtract(w, OUT, at(0), at(1));
        expect("subtract", OUT, lane -> in[0][lane].subtract(in[1][lane]));
        Field.negate(w, OUT, at(0));
        expect("negate", OUT, lane -> in[0][lane].negate());
        Field.copy(w, OUT, at(0));
        expect("copy", OUT, lane -> in[0][lane]);
    }

    private BigInteger sumTimes(int lane) {
        return in[3][lane].add(in[4][lane]).multiply(in[5][lane]);
    }

    private BigInteger differenceTimes(int lane) {
        return in[0][lane].subtract(in[1][lane]).multiply(in[2][lane]);
    }

    private static BigInteger twice(BigInteger value) {
        return value.shiftLeft(1);
    }

    private static int at(int input) {
        return input * STRIDE;
    }

    private void draw(int round) {
        for (int input = 0; input < INPUTS; input++) {
            int kind = (round + input * 7) % 6;
            for (int i = at(input); i < at(input + 1); i++) {
                w[i] = limb(kind);
            }
        }
        read();
    }

    private void read() {
        for (int input = 0; input < INPUTS; input++) {
            in[input] = new BigInteger[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                in[input][lane] = value(at(input), lane);
            }
        }
    }

    private double limb(int kind) {
        double sign = random.nextBoolean() ? 1 : -1;
        return switch (kind) {
            case 0 -> sign * Field.TIGHT;
            case 1 -> Field.TIGHT;
            case 2 -> -Field.TIGHT;
            case 3 -> random.nextLong() >> 13;
            case 4 -> random.nextInt(5) - 2;
            default -> sign * (Field.TIGHT - random.nextInt(1 << 16));
        };
    }

    private BigInteger value(int at, int lane) {
        BigInteger value = BigInteger.ZERO;
        for (int limb = 4; limb >= 0; limb--) {
            double digit = w[at + limb * LANES + lane];
            assertThat(digit).isEqualTo(Math.rint(digit));
            value = value.shiftLeft(51).add(BigInteger.valueOf((long) digit));
        }
        return value;
    }

    private void expect(String operation, int at, java.util.function.IntFunction<BigInteger> expected) {
        for (int lane = 0; lane < LANES; lane++) {
            if (!value(at, lane).mod(P).equals(expected.apply(lane).mod(P))) {
                throw new AssertionError(operation + " in lane " + lane + " of " + Arrays.toString(in[0]));
            }
            for (int limb = 0; limb < 5; limb++) {
                if (Math.abs(w[at + limb * LANES + lane]) > Field.TIGHT) {
                    throw new AssertionError(operation + " left a loose limb " + w[at + limb * LANES + lane]);
                }
            }
        }
    }

    private void expectRawBelow(int bits) {
        for (int i = STRIDE; i < 2 * STRIDE; i++) {
            assertThat(Math.abs(s[i])).as("a raw column").isLessThan(1L << bits);
        }
    }

    @Test
    void limbsGoInAndComeOutCanonical() {
        double[] lanes = new double[STRIDE];
        long[] words = new long[4];
        Random values = new Random(7);
        for (int round = 0; round < 5000; round++) {
            BigInteger value = round < 100
                    ? P.add(BigInteger.valueOf(round - 50L)).mod(BigInteger.ONE.shiftLeft(255))
                    : new BigInteger(255, values);
            int lane = round % LANES;
            Limbs.store(
                    value.longValue(),
                    value.shiftRight(64).longValue(),
                    value.shiftRight(128).longValue(),
                    value.shiftRight(192).longValue(),
                    lanes,
                    lane,
                    LANES);
            for (int limb = 0; limb < 5; limb++) {
                assertThat(Math.abs(lanes[lane + limb * LANES])).isLessThanOrEqualTo(Field.TIGHT);
            }
            Limbs.canonicalWords(lanes, lane, words);
            BigInteger back = BigInteger.ZERO;
            for (int i = 3; i >= 0; i--) {
                back = back.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[i])));
            }
            assertThat(back).isEqualTo(value.mod(P));
        }
    }
}
