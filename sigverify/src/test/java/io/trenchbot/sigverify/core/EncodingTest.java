package io.trenchbot.sigverify.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class EncodingTest {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(256);
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);

    public static byte[] littleEndian(BigInteger value, int offset) {
        byte[] bytes = new byte[offset + 32];
        for (int i = 0; i < 32; i++) {
            bytes[offset + i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    /** Values around every border there is, and random ones. */
    private static List<BigInteger> values() {
        List<BigInteger> values = new ArrayList<>();
        List<BigInteger> borders = new ArrayList<>(List.of(BigInteger.ZERO, P, L, LIMIT));
        for (int bit = 0; bit <= 256; bit += 32) {
            borders.add(BigInteger.ONE.shiftLeft(bit));
            borders.add(L.add(BigInteger.ONE.shiftLeft(bit)));
            borders.add(P.subtract(BigInteger.ONE.shiftLeft(bit)));
        }
        orderEight().forEach(borders::add);
        for (BigInteger border : borders) {
            for (int step = -20; step <= 20; step++) {
                values.add(border.add(BigInteger.valueOf(step)));
                values.add(border.add(BigInteger.valueOf(step)).setBit(255));
            }
            // What differs in one word only, in each.
            for (int bit = 0; bit < 256; bit += 3) {
                values.add(border.flipBit(bit));
            }
        }
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            values.add(new BigInteger(256, random));
        }
        return values.stream()
                .filter(value -> value.signum() >= 0 && value.compareTo(LIMIT) < 0)
                .toList();
    }

    /** A point has order 8 iff doubling it gives y = 0, that is iff x^2 = -y^2: hence 2 y^2 = 1 - d y^4. */
    private static List<BigInteger> orderEight() {
        List<BigInteger> found = new ArrayList<>();
        for (BigInteger root : new BigInteger[] {
            squareRoot(BigInteger.ONE.add(D).mod(P)),
            P.subtract(squareRoot(BigInteger.ONE.add(D).mod(P)))
        }) {
            // d y^4 + 2 y^2 - 1 = 0: y^2 = (-1 +- sqrt(1 + d)) / d
            BigInteger square =
                    root.subtract(BigInteger.ONE).multiply(D.modInverse(P)).mod(P);
            BigInteger y = squareRoot(square);
            if (y != null) {
                found.add(y);
                found.add(P.subtract(y));
            }
        }
        return found;
    }

    private static BigInteger squareRoot(BigInteger square) {
        BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!root.multiply(root).mod(P).equals(square)) {
            root = root.multiply(BigInteger.TWO.modPow(P.shiftRight(2), P)).mod(P);
        }
        return root.multiply(root).mod(P).equals(square) ? root : null;
    }

    @Test
    void belowOrderIsLessThanL() {
        for (BigInteger value : values()) {
            assertThat(Encoding.belowOrder(littleEndian(value, 3), 3))
                    .as(value.toString(16))
                    .isEqualTo(value.compareTo(L) < 0);
        }
    }

    @Test
    void canonicalYIsLessThanPWithoutTheSign() {
        for (BigInteger value : values()) {
            assertThat(Encoding.canonicalY(littleEndian(value, 5), 5))
                    .as(value.toString(16))
                    .isEqualTo(value.clearBit(255).compareTo(P) < 0);
        }
    }

    @Test
    void smallOrderIsOneOfTheFiveYModP() {
        List<BigInteger> five = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE, P.subtract(BigInteger.ONE)));
        five.addAll(orderEight());
        assertThat(five).hasSize(5);
        int found = 0;
        for (BigInteger value : values()) {
            boolean expected = five.contains(value.clearBit(255).mod(P));
            found += expected ? 1 : 0;
            assertThat(Encoding.smallOrder(littleEndian(value, 1), 1))
                    .as(value.toString(16))
                    .isEqualTo(expected);
        }
        assertThat(found).isGreaterThanOrEqualTo(14);
    }

    @Test
    void reductionIsModL() {
        Random random = new Random(12);
        List<BigInteger> wides = new ArrayList<>();
        BigInteger top = BigInteger.ONE.shiftLeft(512);
        for (int i = 0; i < 20_000; i++) {
            wides.add(new BigInteger(512, random));
            wides.add(new BigInteger(random.nextInt(513), random));
            wides.add(top.subtract(BigInteger.ONE).shiftRight(random.nextInt(512)));
        }
        for (int step = 0; step < 50; step++) {
            wides.add(top.subtract(BigInteger.valueOf(step + 1L)));
            wides.add(L.multiply(BigInteger.valueOf(step + 1L)).subtract(BigInteger.ONE));
            wides.add(L.multiply(BigInteger.valueOf(step)));
            wides.add(L.shiftLeft(step * 5));
            wides.add(top.divide(L).subtract(BigInteger.valueOf(step)).multiply(L));
        }
        long[] limbs = new long[ScalarModL.LIMBS];
        long[] result = new long[4];
        for (BigInteger wide : wides) {
            long[] words = new long[10];
            for (int i = 0; i < 8; i++) {
                words[2 + i] = wide.shiftRight(64 * i).longValue();
            }
            ScalarModL.reduce(words, 2, limbs, result);
            BigInteger value = BigInteger.ZERO;
            for (int i = 3; i >= 0; i--) {
                value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(result[i])));
            }
            assertThat(value).isEqualTo(wide.mod(L));
        }
    }
}
