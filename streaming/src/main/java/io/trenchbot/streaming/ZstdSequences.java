package io.trenchbot.streaming;

/** The copies of a Zstandard block (RFC 8878, sections 3.1.1.3.2 and 3.1.1.5): literals and repeats of earlier output. */
final class ZstdSequences {
    private static final int MAX_LITERAL_CODE = 35;
    private static final int MAX_MATCH_CODE = 52;
    private static final int MAX_OFFSET_CODE = 31;

    private static final int[] LITERAL_DISTRIBUTION = {
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1
    };
    private static final int[] MATCH_DISTRIBUTION = {
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
    };
    private static final int[] OFFSET_DISTRIBUTION = {
        1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
    };
    /** More bits of the codes from 16 and from 32 on; below, a code is its value. */
    private static final int[] LITERAL_BITS = {1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    private static final int[] MATCH_BITS = {1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final int[] LITERAL_BASE = bases(16, LITERAL_BITS);
    private static final int[] MATCH_BASE = bases(35, MATCH_BITS);
    private static final int SHORTEST_MATCH = 3;

    private final Coding literals = new Coding(9, MAX_LITERAL_CODE, 6, LITERAL_DISTRIBUTION);
    private final Coding matches = new Coding(9, MAX_MATCH_CODE, 6, MATCH_DISTRIBUTION);
    private final Coding offsets = new Coding(8, MAX_OFFSET_CODE, 5, OFFSET_DISTRIBUTION);
    private final BackwardBits in = new BackwardBits();
    private int nearest;
    private int second;
    private int third;

    /** One of the three kinds of numbers: its fixed table, the one that came last, and the state. */
    private static final class Coding {
        private final FseTable fixed;
        private final FseTable own;
        private FseTable table;
        private boolean known;
        int state;

        Coding(int maxLog, int maxSymbol, int fixedLog, int[] distribution) {
            fixed = new FseTable(fixedLog, maxSymbol);
            fixed.build(fixedLog, distribution);
            own = new FseTable(maxLog, maxSymbol);
            table = fixed;
        }

        int choose(int mode, byte[] source, int p, int end) {
            boolean before = known;
            known = true;
            switch (mode) {
                case 0 -> table = fixed;
                case 1 -> {
                    own.repeat(source[p] & 0xff);
                    table = own;
                    return p + 1;
                }
                case 2 -> {
                    table = own;
                    return own.read(source, p, end);
                }
                default -> {
                    if (!before) {
                        throw new ZstdDecoder.Malformed();
                    }
                }
            }
            return p;
        }

        int code() {
            return table.symbol[state];
        }

        void begin(BackwardBits in) {
            state = in.read(table.log);
        }

        void step(BackwardBits in) {
            state = table.next(state, in);
        }
    }

    private static int[] bases(int first, int[] bits) {
        int[] bases = new int[bits.length];
        for (int i = 0, base = first; i < bits.length; i++) {
            bases[i] = base;
            base += 1 << bits[i];
        }
        return bases;
    }

    /** Forgets what an earlier frame left. */
    void clear() {
        nearest = 1;
        second = 4;
        third = 8;
        literals.known = false;
        matches.known = false;
        offsets.known = false;
    }

    /** Writes a block from {@code at} on; matches may reach back to {@code from}. Returns the offset after it. */
    int execute(
            byte[] source,
            int offset,
            int end,
            byte[] literal,
            int literalCount,
            byte[] target,
            int from,
            int at,
            int to) {
        int first = source[offset] & 0xff;
        int p = offset + 1;
        int count = first;
        if (first == 255) {
            count = (int) ZstdDecoder.little(source, p, 2) + 0x7f00;
            p += 2;
        } else if (first >= 128) {
            count = ((first - 128) << Byte.SIZE) + (source[p++] & 0xff);
        }
        int used = 0;
        int t = at;
        if (count > 0) {
            tables(source, p, end);
            for (int i = 0; i < count; i++) {
                long offsetValue = (1L << offsets.code()) + (in.read(offsets.code()) & 0xffffffffL);
                int matchLength = matchLength();
                int literalLength = literalLength();
                t = copy(literal, used, literalLength, literalCount, target, t, to);
                used += literalLength;
                match(target, from, t, to, distance(offsetValue, literalLength == 0), matchLength);
                t += matchLength;
                if (i + 1 < count) {
                    literals.step(in);
                    matches.step(in);
                    offsets.step(in);
                }
            }
            if (in.position != 0) {
                throw new ZstdDecoder.Malformed();
            }
        } else if (p != end) {
            throw new ZstdDecoder.Malformed();
        }
        return copy(literal, used, literalCount - used, literalCount, target, t, to);
    }

    private void tables(byte[] source, int offset, int end) {
        int modes = source[offset] & 0xff;
        if ((modes & 3) != 0) {
            throw new ZstdDecoder.Malformed();
        }
        int p = literals.choose(modes >>> 6, source, offset + 1, end);
        p = offsets.choose(modes >>> 4 & 3, source, p, end);
        p = matches.choose(modes >>> 2 & 3, source, p, end);
        in.reset(source, p, end - p);
        literals.begin(in);
        offsets.begin(in);
        matches.begin(in);
    }

    private int matchLength() {
        int code = matches.code();
        return code < 32 ? code + SHORTEST_MATCH : MATCH_BASE[code - 32] + in.read(MATCH_BITS[code - 32]);
    }

    private int literalLength() {
        int code = literals.code();
        return code < 16 ? code : LITERAL_BASE[code - 16] + in.read(LITERAL_BITS[code - 16]);
    }

    /** How far back a match lies: one of the last three, or a new one. */
    private long distance(long value, boolean withoutLiterals) {
        long choice = withoutLiterals ? value + 1 : value;
        if (value <= 3 && choice == 1) {
            return nearest;
        }
        long distance = value > 3 ? value - 3 : choice == 2 ? second : choice == 3 ? third : nearest - 1L;
        if (distance > Integer.MAX_VALUE) {
            throw new ZstdDecoder.Malformed();
        }
        third = value <= 3 && choice == 2 ? third : second;
        second = nearest;
        nearest = (int) distance;
        return distance;
    }

    private static int copy(byte[] literal, int used, int length, int count, byte[] target, int t, int to) {
        if (length > count - used || length < 0) {
            throw new ZstdDecoder.Malformed();
        }
        if (length > to - t) {
            throw new ZstdDecoder.NoRoom();
        }
        System.arraycopy(literal, used, target, t, length);
        return t + length;
    }

    private static void match(byte[] target, int from, int t, int to, long distance, int length) {
        if (distance < 1 || distance > t - from) {
            throw new ZstdDecoder.Malformed();
        }
        if (length > to - t) {
            throw new ZstdDecoder.NoRoom();
        }
        int back = (int) distance;
        if (back >= length) {
            System.arraycopy(target, t - back, target, t, length);
            return;
        }
        // The match runs into what it writes: byte by byte, as a repeat.
        for (int i = t; i < t + length; i++) {
            target[i] = target[i - back];
        }
    }
}
