package io.trenchbot.sigverify.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.reference.MultiplesOfBase;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every entry of the lanes' tables against the definition on big integers, and tight. */
class BaseMultiplesTest {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final double TIGHT = 0x1p50 + 0x1p15;

    private static BigInteger value(double[] table, int at) {
        BigInteger value = BigInteger.ZERO;
        for (int limb = 4; limb >= 0; limb--) {
            assertThat(Math.abs(table[at + limb])).isLessThanOrEqualTo(TIGHT);
            value = value.shiftLeft(51).add(BigInteger.valueOf((long) table[at + limb]));
        }
        return value.mod(P);
    }

    private static void assertMultiples(double[] table, int first, int bits, int last) {
        List<MultiplesOfBase.Entry> expected = MultiplesOfBase.of(bits, last);
        for (int i = 0; i <= last; i++) {
            int at = (first + i) * BaseMultiples.ENTRY;
            assertThat(new MultiplesOfBase.Entry(value(table, at), value(table, at + 5), value(table, at + 10)))
                    .as("%d times 2^%d B", i, bits)
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void theTablesOfUnknownKeysHoldAllMultiplesThatADigitCanAskFor() {
        int last = 1 << (BaseMultiples.DIGIT_BITS - 1);
        assertThat(BaseMultiples.TABLES).hasSize(2 * (last + 1) * BaseMultiples.ENTRY);
        assertMultiples(BaseMultiples.TABLES, 0, 0, last);
        assertMultiples(BaseMultiples.TABLES, last + 1, HalfEquation.SPLIT_BITS, last);
    }

    @Test
    void theTablesOfPreparedKeysHoldAllMultiplesThatADigitCanAskFor() {
        int last = 1 << (KeyWindows.BASE_DIGIT_BITS - 1);
        assertThat(KeyWindows.BASE_TABLES).hasSize(PreparedKey.TABLES * (last + 1) * BaseMultiples.ENTRY);
        for (int i = 0; i < PreparedKey.TABLES; i++) {
            assertMultiples(KeyWindows.BASE_TABLES, i * (last + 1), PreparedKey.TABLE_BITS * i, last);
        }
    }
}
