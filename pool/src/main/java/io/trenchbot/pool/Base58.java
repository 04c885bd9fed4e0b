package io.trenchbot.pool;

import java.util.Arrays;

/** Base58 with Bitcoin's alphabet, as Solana writes keys, hashes and signatures. */
final class Base58 {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private Base58() {}

    static String encode(byte[] bytes, int offset, int length) {
        int zeros = 0;
        while (zeros < length && bytes[offset + zeros] == 0) {
            zeros++;
        }
        // log(256) / log(58) is under 1.37.
        byte[] digits = new byte[(length - zeros) * 137 / 100 + 1];
        int used = 0;
        for (int i = zeros; i < length; i++) {
            int carry = bytes[offset + i] & 0xff;
            for (int j = 0; j < used || carry > 0; j++) {
                carry += (digits[j] & 0xff) << 8;
                digits[j] = (byte) (carry % 58);
                carry /= 58;
                used = Math.max(used, j + 1);
            }
        }
        char[] text = new char[zeros + used];
        Arrays.fill(text, 0, zeros, '1');
        for (int i = 0; i < used; i++) {
            text[zeros + i] = ALPHABET.charAt(digits[used - 1 - i]);
        }
        return String.valueOf(text);
    }

    /** @throws IllegalArgumentException at a character outside the alphabet */
    static byte[] decode(String text) {
        byte[] bytes = new byte[text.length()];
        int used = 0;
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '1') {
            zeros++;
        }
        for (int i = zeros; i < text.length(); i++) {
            int carry = ALPHABET.indexOf(text.charAt(i));
            if (carry < 0) {
                throw new IllegalArgumentException("not base58: character " + (int) text.charAt(i) + " at " + i);
            }
            for (int j = 0; j < used || carry > 0; j++) {
                carry += 58 * (bytes[j] & 0xff);
                bytes[j] = (byte) carry;
                carry >>>= 8;
                used = Math.max(used, j + 1);
            }
        }
        byte[] result = new byte[zeros + used];
        for (int i = 0; i < used; i++) {
            result[zeros + i] = bytes[used - 1 - i];
        }
        return result;
    }
}
