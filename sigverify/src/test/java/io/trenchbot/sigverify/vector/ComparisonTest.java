package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Each part of a comparison by itself: through a verifier only points come that differ in all of their words, because
 * whoever changes R changes the hash.
 */
class ComparisonTest {
    private static final long SIGN = Long.MIN_VALUE;

    private final Points points = new Points(Windows.END + Comparison.DOUBLES);
    private final Comparison comparison =
            new Comparison(new Checks(false, true, false), points, new Decoding(points), Windows.END);

    private void set(int place, int lane, byte[] bytes) {
        Limbs.load(bytes, 0, points.w, place + lane, LANES);
    }

    private static byte[] belowP(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        bytes[31] &= 0x3f;
        return bytes;
    }

    @Test
    void anEncodingIsEqualInEveryBitOrNotEqual() {
        Random random = new Random(1);
        for (int lane = 0; lane < LANES; lane++) {
            byte[] x = belowP(random);
            byte[] y = belowP(random);
            set(Points.T2, lane, x);
            set(Points.T3, lane, y);
            byte[] encoded = y.clone();
            encoded[31] |= (byte) ((x[0] & 1) << 7);
            assertThat((Encoding.word(encoded, 24) & SIGN) != 0).isEqualTo((x[0] & 1) != 0);
            assertThat(comparison.encodesTo(lane, encoded, 0)).isTrue();
            for (int bit = 0; bit < 256; bit++) {
                encoded[bit >> 3] ^= (byte) (1 << (bit & 7));
                assertThat(comparison.encodesTo(lane, encoded, 0))
                        .as("bit %d", bit)
                        .isFalse();
                encoded[bit >> 3] ^= (byte) (1 << (bit & 7));
            }
        }
    }

    @Test
    void neutralIsZeroModPInBothCoordinates() {
        byte[] zero = new byte[32];
        byte[] p = new byte[32];
        Arrays.fill(p, (byte) 0xff);
        p[0] = (byte) 0xed;
        p[31] = 0x7f;
        for (int lane = 0; lane < LANES; lane++) {
            for (byte[] x : new byte[][] {zero, p}) {
                for (byte[] y : new byte[][] {zero, p}) {
                    set(Points.X, lane, x);
                    set(Points.T2, lane, y);
                    assertThat(comparison.isNeutral(lane)).isTrue();
                    for (int bit = 0; bit < 255; bit++) {
                        byte[] one = new byte[32];
                        one[bit >> 3] = (byte) (1 << (bit & 7));
                        set(Points.X, lane, one);
                        assertThat(comparison.isNeutral(lane))
                                .as("x, bit %d", bit)
                                .isFalse();
                        set(Points.X, lane, x);
                        set(Points.T2, lane, one);
                        assertThat(comparison.isNeutral(lane))
                                .as("y, bit %d", bit)
                                .isFalse();
                        set(Points.T2, lane, y);
                    }
                }
            }
        }
    }
}
