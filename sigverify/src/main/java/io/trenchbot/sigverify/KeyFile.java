package io.trenchbot.sigverify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the key files of the Solana tools: a JSON array of 64 (or 32) numbers from 0 to 255. */
final class KeyFile {
    /** 64 numbers of three digits with commas take 257 bytes; this leaves room for any layout. */
    static final int MAX_BYTES = 4096;

    private static final int MAX_NUMBERS = 64;

    private final byte[] text;
    private final int length;
    private final Path file;
    private int position;

    private KeyFile(Path file, byte[] text, int length) {
        this.file = file;
        this.text = text;
        this.length = length;
    }

    /** The caller owns the result and wipes it. */
    static byte[] read(Path file) throws IOException {
        byte[] text = new byte[MAX_BYTES + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int length = in.readNBytes(text, 0, text.length);
            KeyFile parser = new KeyFile(file, text, length);
            if (length > MAX_BYTES) {
                throw parser.error("has more than " + MAX_BYTES + " bytes");
            }
            return parser.array();
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private byte[] array() {
        byte[] numbers = new byte[MAX_NUMBERS];
        int count = 0;
        try {
            expect('[');
            do {
                byte number = number();
                if (count == MAX_NUMBERS) {
                    throw error("has more than " + MAX_NUMBERS + " numbers");
                }
                numbers[count++] = number;
            } while (accept(','));
            expect(']');
            skipSpace();
            if (position != length) {
                throw error("goes on behind the array, at byte " + position);
            }
            if (count != MAX_NUMBERS && count != Ed25519Signer.SEED_BYTES) {
                throw error("has " + count + " numbers, not 64 (key pair) or 32 (seed)");
            }
            return Arrays.copyOf(numbers, count);
        } finally {
            Arrays.fill(numbers, (byte) 0);
        }
    }

    private byte number() {
        skipSpace();
        int start = position;
        int value = 0;
        while (position < length && position < start + 3 && text[position] >= '0' && text[position] <= '9') {
            value = value * 10 + text[position++] - '0';
        }
        boolean leadingZero = position - start > 1 && text[start] == '0';
        if (position == start || leadingZero || value > 255) {
            throw error("has no number from 0 to 255 at byte " + start);
        }
        return (byte) value;
    }

    private void expect(char character) {
        if (!accept(character)) {
            throw error("has no '" + character + "' at byte " + position);
        }
    }

    private boolean accept(char character) {
        skipSpace();
        if (position < length && text[position] == character) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < length && " \t\r\n".indexOf(text[position]) >= 0) {
            position++;
        }
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("key file " + file + " " + what);
    }
}
