package io.trenchbot.streaming;

import java.util.Arrays;
import java.util.Random;

/** Small seeded damage to JSON text, mostly where it matters: the punctuation and the numbers. */
final class Mutations {
    private static final byte[] INTERESTING =
            "{}[]:,\"\\019-+.eEtfnu \n\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Mutations() {}

    static byte[] mutate(byte[] source, Random random) {
        byte[] frame = source.clone();
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            // The head and the tail hold the envelope.
            int span = random.nextBoolean() ? Math.min(frame.length, 160) : frame.length;
            int at = random.nextBoolean() ? random.nextInt(span) : frame.length - 1 - random.nextInt(span);
            frame = edit(frame, at, random);
            if (frame.length == 0) {
                return frame;
            }
        }
        return frame;
    }

    private static byte[] edit(byte[] frame, int at, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> frame[at] = (byte) random.nextInt(256);
            case 1 -> frame[at] = INTERESTING[random.nextInt(INTERESTING.length)];
            case 2 -> {
                byte[] shorter = Arrays.copyOf(frame, frame.length - 1);
                System.arraycopy(frame, at + 1, shorter, at, shorter.length - at);
                return shorter;
            }
            case 3 -> {
                byte[] longer = Arrays.copyOf(frame, frame.length + 1);
                System.arraycopy(frame, at, longer, at + 1, frame.length - at);
                longer[at] = INTERESTING[random.nextInt(INTERESTING.length)];
                return longer;
            }
            case 4 -> {
                int digit = at;
                while (digit < frame.length && (frame[digit] < '0' || frame[digit] > '9')) {
                    digit++;
                }
                if (digit < frame.length) {
                    frame[digit] = (byte) ('0' + random.nextInt(10));
                }
            }
            default -> {
                int letter = at;
                while (letter < frame.length && (frame[letter] < 'a' || frame[letter] > 'z')) {
                    letter++;
                }
                if (letter < frame.length) {
                    frame[letter] = (byte) ('a' + random.nextInt(26));
                }
            }
        }
        return frame;
    }
}
