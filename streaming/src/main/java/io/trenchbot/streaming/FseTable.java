package io.trenchbot.streaming;

/**
 * A decoding table of finite-state entropy (RFC 8878, section 4.1): each state names a symbol and how to get to the next
 * state.
 */
final class FseTable {
    private static final int MIN_LOG = 5;

    final byte[] symbol;
    private final byte[] bits;
    private final short[] base;
    private final short[] probability = new short[256];
    private final int maxLog;
    private final int maxSymbol;
    int log;

    FseTable(int maxLog, int maxSymbol) {
        this.maxLog = maxLog;
        this.maxSymbol = maxSymbol;
        symbol = new byte[1 << maxLog];
        bits = new byte[1 << maxLog];
        base = new short[1 << maxLog];
    }

    int next(int state, BackwardBits from) {
        return base[state] + from.read(bits[state]);
    }

    /** One symbol that takes no bits. */
    void repeat(int only) {
        if (only > maxSymbol) {
            throw new ZstdDecoder.Malformed();
        }
        log = 0;
        symbol[0] = (byte) only;
        bits[0] = 0;
        base[0] = 0;
    }

    /** Reads a table's description; returns the offset after it. */
    int read(byte[] bytes, int offset, int end) {
        log = (bytes[offset] & 15) + MIN_LOG;
        if (log > maxLog) {
            throw new ZstdDecoder.Malformed();
        }
        int position = offset * Byte.SIZE + 4;
        int remaining = 1 << log;
        int count = 0;
        while (remaining > 0 && count <= maxSymbol) {
            int width = 32 - Integer.numberOfLeadingZeros(remaining + 1);
            int value = forward(bytes, position, width, end);
            int low = value & ((1 << (width - 1)) - 1);
            int threshold = (1 << width) - 2 - remaining;
            boolean narrow = low < threshold;
            position += narrow ? width - 1 : width;
            value = narrow ? low : value >= 1 << (width - 1) ? value - threshold : value;
            probability[count++] = (short) (value - 1);
            remaining -= Math.abs(value - 1);
            for (int zeros = value == 1 ? 3 : 0; zeros == 3; position += 2) {
                zeros = forward(bytes, position, 2, end);
                for (int i = 0; i < zeros && count <= maxSymbol; i++) {
                    probability[count++] = 0;
                }
            }
        }
        int after = (position + 7) >>> 3;
        if (remaining != 0 || after > end) {
            throw new ZstdDecoder.Malformed();
        }
        build(count);
        return after;
    }

    private static int forward(byte[] bytes, int position, int count, int end) {
        int word = 0;
        int at = position >>> 3;
        for (int i = 0; i < 3 && at + i < end; i++) {
            word |= (bytes[at + i] & 0xff) << (i * Byte.SIZE);
        }
        return word >>> (position & 7) & ((1 << count) - 1);
    }

    /** Builds the table of a fixed distribution. */
    void build(int accuracyLog, int[] distribution) {
        log = accuracyLog;
        for (int i = 0; i < distribution.length; i++) {
            probability[i] = (short) distribution[i];
        }
        build(distribution.length);
    }

    private void build(int count) {
        int size = 1 << log;
        int high = size;
        for (int s = 0; s < count; s++) {
            if (probability[s] == -1) {
                symbol[--high] = (byte) s;
            }
        }
        int position = 0;
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < probability[s]; i++) {
                symbol[position] = (byte) s;
                do {
                    position = (position + (size >>> 1) + (size >>> 3) + 3) & (size - 1);
                } while (position >= high);
            }
        }
        for (int state = 0; state < size; state++) {
            int s = symbol[state] & 0xff;
            // From here on the next of the symbol's states; a rare one has a single state.
            int next = probability[s] == -1 ? 1 : probability[s]++;
            bits[state] = (byte) (log - 31 + Integer.numberOfLeadingZeros(next));
            base[state] = (short) ((next << bits[state]) - size);
        }
    }
}
