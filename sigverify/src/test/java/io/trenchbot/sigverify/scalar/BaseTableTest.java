package io.trenchbot.sigverify.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.reference.MultiplesOfBase;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every entry against the definition on big integers. */
class BaseTableTest {
    private static BigInteger value(FieldElement element) {
        long[] words = new long[4];
        element.canonicalWords(words);
        return value(words, 0);
    }

    private static BigInteger value(long[] words, int at) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 3; i >= 0; i--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[at + i])));
        }
        return value;
    }

    private static void assertOddMultiples(NielsPoint[] table, int bits) {
        List<MultiplesOfBase.Entry> expected = MultiplesOfBase.of(bits, 2 * table.length);
        for (int i = 0; i < table.length; i++) {
            assertThat(new MultiplesOfBase.Entry(value(table[i].yPlusX), value(table[i].yMinusX), value(table[i].t2d)))
                    .as("%d times 2^%d B", 2 * i + 1, bits)
                    .isEqualTo(expected.get(2 * i + 1));
        }
    }

    @Test
    void theTablesHoldTheOddMultiples() {
        assertOddMultiples(BaseTable.LOW, 0);
        assertOddMultiples(BaseTable.HIGH, BaseTable.SPLIT_BITS);
    }

    @Test
    void multiplesForTheLanesAreConsecutive() {
        for (int bits : new int[] {0, 1, 40, 240}) {
            long[] words = Multiples.ofBase(bits, 40);
            List<MultiplesOfBase.Entry> expected = MultiplesOfBase.of(bits, 40);
            for (int i = 0; i <= 40; i++) {
                assertThat(new MultiplesOfBase.Entry(
                                value(words, 12 * i), value(words, 12 * i + 4), value(words, 12 * i + 8)))
                        .as("%d times 2^%d B", i, bits)
                        .isEqualTo(expected.get(i));
            }
        }
    }
}
