package io.trenchbot.sigverify.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.core.Encoding;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomFactorsTest {
    private static final int COUNT = 16;

    @Test
    void noFactorComesTwiceAndEachHas128Bits() {
        Set<Long> words = new HashSet<>();
        int draws = 600;
        long ones = 0;
        for (int source = 0; source < 2; source++) {
            RandomFactors factors = new RandomFactors(COUNT);
            for (int draw = 0; draw < draws; draw++) {
                factors.draw();
                for (int at = 0; at < factors.bytes.length; at += RandomFactors.SCALAR_BYTES) {
                    for (int word = 0; word < 16; word += 8) {
                        words.add(Encoding.word(factors.bytes, at + word));
                        ones += Long.bitCount(Encoding.word(factors.bytes, at + word));
                        assertThat(Encoding.word(factors.bytes, at + 16 + word)).isZero();
                    }
                }
            }
        }
        int drawn = 2 * draws * COUNT * 2;
        assertThat(words).hasSize(drawn);
        // Within ten standard deviations of one half.
        assertThat(ones - 32.0 * drawn).isBetween(-40 * Math.sqrt(drawn), 40 * Math.sqrt(drawn));
    }
}
