package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static io.trenchbot.sigverify.vector.Field.STRIDE;

import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.ScalarModL;
import io.trenchbot.sigverify.scalar.Naf;
import java.util.Arrays;

/**
 * One equation in each lane for the signatures that the lane has in several groups:
 * {@code [8]([sum z S]B - sum [z h]A - sum [z]R) = O}, with a random factor z of 128 bits for each group. The doublings
 * are shared by all groups, which is what it gains; the half size of single equations is what it gives up.
 *
 * <p>Where every signature of a lane satisfies the cofactored equation the sum does too: eight times a point has an
 * order that divides L, so scalars may be reduced mod L whatever component of small order A or R has. Where one does
 * not, at most one of 2^128 values of its factor, given the others, makes the sum vanish. The factors of a group are
 * the same in all lanes: each lane is an equation of its own, and whoever chose the signatures did not know the factors.
 * A lane that fails says nothing about which of its signatures is wrong.
 *
 * <p>The rule that compares bytes cannot be had this way: components of small order would cancel by chance.
 *
 * <p>[z]R takes the same way in all lanes, so its digits are sparse, and its entries are added where they lie.
 *
 * <p>Threading: one thread.
 */
final class BatchEquation {
    private static final int DIGIT_BITS = HalfEquation.DIGIT_BITS;

    /** Digits of a scalar below L. */
    private static final int KEY_DIGITS = 51;

    private static final int BASE_DIGITS = 26;
    private static final int TOP_BIT = (KEY_DIGITS - 1) * DIGIT_BITS;

    /** Odd multiples of R: 1, 3, ..., 15. */
    private static final int R_ENTRIES = 1 << (DIGIT_BITS - 2);

    private static final int ENTRY = 4 * STRIDE;
    private static final int KEY_TABLE = Windows.ENTRIES * ENTRY;
    private static final int GROUP = KEY_TABLE + R_ENTRIES * ENTRY;

    /** What this needs of the array of the points. */
    static final int DOUBLES = 2 * ENTRY + 3 * STRIDE + Comparison.MAX_GROUPS * GROUP;

    private final Points points;
    private final Windows windows;
    private final int keyBlocks;
    private final int baseBlock;
    private final int tables;
    private final RandomFactors factors = new RandomFactors(Comparison.MAX_GROUPS);
    private final Naf[] rDigits = new Naf[Comparison.MAX_GROUPS];
    private final Digits[] keyDigits = new Digits[Comparison.MAX_GROUPS];
    private final Digits baseDigits = new Digits(BaseMultiples.DIGIT_BITS, BASE_DIGITS);
    /** Sum of z S of each lane, eight words, low word first. */
    private final long[] sums = new long[8 * LANES];

    private final long[] wide = new long[8];
    private final long[] limbs = new long[ScalarModL.LIMBS];
    private final long[] scalar = new long[4];

    /** Works in the array of the points from a place on. */
    BatchEquation(Points points, Windows windows, int from) {
        this.points = points;
        this.windows = windows;
        keyBlocks = from;
        baseBlock = keyBlocks + 2 * ENTRY;
        tables = baseBlock + 3 * STRIDE;
        for (int group = 0; group < Comparison.MAX_GROUPS; group++) {
            rDigits[group] = new Naf();
            keyDigits[group] = new Digits(DIGIT_BITS, KEY_DIGITS);
            Windows.setNeutral(points, keyTable(group));
        }
    }

    private int keyTable(int group) {
        return tables + group * GROUP;
    }

    private int rTable(int group) {
        return keyTable(group) + KEY_TABLE;
    }

    /** Begins with no signatures, and with new factors. */
    void begin() {
        Arrays.fill(sums, 0);
        factors.draw();
    }

    /** Takes the scalars of a lane's signature in a group: its hash, in eight words, and its S. */
    void load(int group, int lane, long[] hash, int hashAt, byte[] signature, int sOffset) {
        int factor = group * RandomFactors.SCALAR_BYTES;
        ScalarModL.reduce(hash, hashAt, limbs, scalar);
        ScalarModL.multiplyWide(scalar, factors.bytes, factor, wide);
        ScalarModL.reduce(wide, 0, limbs, scalar);
        keyDigits[group].load(lane, scalar[0], scalar[1], scalar[2], scalar[3]);
        loadFactor(group);
        ScalarModL.multiplyWide(scalar, signature, sOffset, wide);
        long carry = 0;
        for (int i = 0; i < 8; i++) {
            long sum = sums[8 * lane + i] + carry;
            carry = Long.compareUnsigned(sum, carry) < 0 ? 1 : 0;
            sum += wide[i];
            carry += Long.compareUnsigned(sum, wide[i]) < 0 ? 1 : 0;
            sums[8 * lane + i] = sum;
        }
    }

    private void loadFactor(int group) {
        int factor = group * RandomFactors.SCALAR_BYTES;
        scalar[0] = Encoding.word(factors.bytes, factor);
        scalar[1] = Encoding.word(factors.bytes, factor + 8);
        scalar[2] = 0;
        scalar[3] = 0;
    }

    /** Takes the point at work, whose Z is 1, as -A of a group. */
    void takeKeys(int group) {
        windows.tabulate(keyTable(group));
    }

    /** Takes the point at work, whose Z is 1, as -R of a group. */
    void takeRs(int group) {
        int table = rTable(group);
        points.toNiels(baseBlock);
        points.toCached(table);
        points.twice(true);
        points.toCached(keyBlocks);
        points.addNiels(baseBlock, true);
        points.toCached(table + ENTRY);
        for (int entry = 2; entry < R_ENTRIES; entry++) {
            points.addCached(keyBlocks, true);
            points.toCached(table + entry * ENTRY);
        }
    }

    /** Leaves the sum over the groups, not yet times the cofactor, as the point at work, without T. */
    void multiply(int groups) {
        for (int lane = 0; lane < LANES; lane++) {
            ScalarModL.reduce(sums, 8 * lane, limbs, scalar);
            baseDigits.load(lane, scalar[0], scalar[1], scalar[2], scalar[3]);
        }
        for (int group = 0; group < groups; group++) {
            loadFactor(group);
            rDigits[group].recodeVar(scalar[0], scalar[1], 0, 0, DIGIT_BITS);
        }
        points.setIdentity();
        for (int bit = TOP_BIT; bit >= 0; bit--) {
            addAt(bit, groups);
        }
    }

    /** Doubles and adds what all scalars have at a bit. */
    private void addAt(int bit, int groups) {
        boolean keysToo = bit % DIGIT_BITS == 0;
        boolean baseToo = bit % BaseMultiples.DIGIT_BITS == 0;
        int additions = (keysToo ? groups : 0) + (baseToo ? 1 : 0);
        for (int group = 0; group < groups; group++) {
            additions += rDigits[group].digits[bit] != 0 ? 1 : 0;
        }
        if (keysToo) {
            selectKeys(0, bit);
        }
        if (baseToo) {
            windows.selectBase(baseDigits, bit / BaseMultiples.DIGIT_BITS, 0, baseBlock);
        }
        if (bit < TOP_BIT) {
            points.twice(additions > 0);
        }
        for (int group = 0; group < groups; group++) {
            if (keysToo) {
                // An addition ahead: the lanes cannot load at once what was stored one by one.
                if (group + 1 < groups) {
                    selectKeys(group + 1, bit);
                }
                points.addCached(keyBlock(group), --additions > 0);
            }
            int digit = rDigits[group].digits[bit];
            if (digit > 0) {
                points.addCached(rTable(group) + (digit >> 1) * ENTRY, --additions > 0);
            } else if (digit < 0) {
                points.subtractCached(rTable(group) + (-digit >> 1) * ENTRY, --additions > 0);
            }
        }
        if (baseToo) {
            points.addNiels(baseBlock, false);
        }
    }

    private void selectKeys(int group, int bit) {
        windows.select(keyDigits[group], bit / DIGIT_BITS, keyTable(group), keyBlock(group));
    }

    private int keyBlock(int group) {
        return keyBlocks + (group & 1) * ENTRY;
    }
}
