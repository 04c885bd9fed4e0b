package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Encoding;
import io.trenchbot.sigverify.core.EncodingTest;
import io.trenchbot.sigverify.core.Outcome;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.scalar.Multiples;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
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

    /** An R of each kind, and whether it is a point and whether its y is below p. */
    private record R(byte[] bytes, boolean onCurve, boolean canonical) {}

    private static List<R> rs() {
        BigInteger p = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
        BigInteger two = BigInteger.TWO; // no point has this y
        return List.of(
                new R(EncodingTest.littleEndian(BigInteger.ONE, 0), true, true),
                new R(EncodingTest.littleEndian(p.add(BigInteger.ONE), 0), true, false),
                new R(EncodingTest.littleEndian(two, 0), false, true),
                new R(EncodingTest.littleEndian(p.add(two), 0), false, false));
    }

    private static Signatures signatureWith(R r) {
        Signatures signatures = new Signatures(1);
        signatures.add(Multiples.encodingOfBase(0), 0, Arrays.copyOf(r.bytes, 64), 0, new byte[0], 0, 0);
        return signatures;
    }

    private static final List<Checks> RULES =
            List.of(new Checks(false, true, false), new Checks(true, true, true), new Checks(false, false, true));

    private static boolean allowed(Checks checks, R r) {
        return r.onCurve && (r.canonical || (checks.cofactored() && !checks.canonicalEncodings()));
    }

    /** As if the equation held, which nobody can arrange from outside for most of these R. */
    private static void makeNeutral(Points points) {
        Arrays.fill(points.w, Points.X, Points.X + Field.STRIDE, 0);
        Arrays.fill(points.w, Points.T2, Points.T2 + Field.STRIDE, 0);
    }

    @Test
    void anEquationThatHoldsIsWorthNothingWithoutAnRThatTheRuleAllows() {
        for (Checks checks : RULES) {
            Decoding decoding = new Decoding(points);
            Comparison ofRule = new Comparison(checks, points, decoding, Windows.END);
            for (R r : rs()) {
                Signatures signatures = signatureWith(r);
                for (int lane = 0; lane < LANES; lane++) {
                    decoding.load(lane, r.bytes, 0);
                }
                decoding.decode(true);
                assertThat(decoding.onCurve(0)).isEqualTo(r.onCurve);
                Chunk chunk = new Chunk(1);
                chunk.add(0, null);
                for (int lane = 0; lane < LANES; lane++) {
                    makeNeutral(points);
                    chunk.keyValid[0] = true;
                    ofRule.settle(signatures, chunk, 0, lane, decoding);
                    assertThat(signatures.outcomes[0] == Outcome.ACCEPTED).isEqualTo(allowed(checks, r));
                    chunk.keyValid[0] = false;
                    ofRule.settle(signatures, chunk, 0, lane, decoding);
                    assertThat(signatures.outcomes[0]).isEqualTo(Outcome.KEY_INVALID);
                    chunk.keyValid[0] = true;
                    points.w[Points.X + lane] = 1;
                    ofRule.settle(signatures, chunk, 0, lane, decoding);
                    assertThat(signatures.outcomes[0]).isEqualTo(Outcome.MISMATCH);
                }
            }
        }
    }

    @Test
    void thatIsSoInFourLanesEach() {
        for (Checks checks : RULES) {
            Decoding decoding = new Decoding(points);
            FourLanes fourLanes = new FourLanes(
                    checks,
                    points,
                    new Windows(points),
                    decoding,
                    new Comparison(checks, points, decoding, Windows.END));
            for (R r : rs()) {
                for (int place = 0; place < FourLanes.SIGNATURES; place++) {
                    assertThat(fourLanes.load(place, signatureWith(r), 0)).isTrue();
                }
                fourLanes.run();
                makeNeutral(points);
                for (int place = 0; place < FourLanes.SIGNATURES; place++) {
                    assertThat(fourLanes.keyValid(place)).isTrue();
                    assertThat(fourLanes.equationHolds(place)).isEqualTo(allowed(checks, r));
                    points.w[Points.T2 + 4 * place] = 1;
                    assertThat(fourLanes.equationHolds(place)).isFalse();
                }
            }
        }
    }
}
