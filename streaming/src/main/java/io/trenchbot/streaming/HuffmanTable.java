package io.trenchbot.streaming;

/** The prefix code of Zstandard's literals (RFC 8878, section 4.2), decoded by one look-up a symbol. */
final class HuffmanTable {
    private static final int MAX_LOG = 11;
    private static final int MAX_WEIGHTS = 255;
    /** Header bytes from here on announce weights of four bits each. */
    private static final int DIRECT = 128;

    private final byte[] symbol = new byte[1 << MAX_LOG];
    private final byte[] bits = new byte[1 << MAX_LOG];
    private final int[] weight = new int[MAX_WEIGHTS + 1];
    private final FseTable weights = new FseTable(6, MAX_LOG + 1);
    private final BackwardBits in = new BackwardBits();
    private int log;

    /** Forgets the code of an earlier frame. */
    void clear() {
        log = 0;
    }

    /** Reads a code's description; returns the offset after it. */
    int read(byte[] bytes, int offset, int end) {
        int header = bytes[offset] & 0xff;
        int count = header - DIRECT + 1;
        int after = offset + 1 + (header < DIRECT ? header : (count + 1) / 2);
        if (after > end) {
            throw new ZstdDecoder.Malformed();
        }
        if (header < DIRECT) {
            count = compressedWeights(bytes, offset + 1, after);
        } else {
            for (int i = 0; i < count; i++) {
                weight[i] = (bytes[offset + 1 + i / 2] & 0xff) >>> (i % 2 == 0 ? 4 : 0) & 15;
            }
        }
        build(count);
        return after;
    }

    /** Two states take turns until the bits are used up. */
    private int compressedWeights(byte[] bytes, int offset, int end) {
        int from = weights.read(bytes, offset, end);
        in.reset(bytes, from, end - from);
        int first = in.read(weights.log);
        int second = in.read(weights.log);
        int count = 0;
        while (count < MAX_WEIGHTS - 1) {
            weight[count++] = weights.symbol[first];
            first = weights.next(first, in);
            if (in.position < 0) {
                weight[count++] = weights.symbol[second];
                return count;
            }
            int swap = first;
            first = second;
            second = swap;
        }
        throw new ZstdDecoder.Malformed();
    }

    /** The last symbol's weight is what is missing to a power of two. */
    private void build(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight[i] == 0 ? 0 : 1 << (weight[i] - 1);
        }
        log = 32 - Integer.numberOfLeadingZeros(sum);
        int rest = (1 << log) - sum;
        if (sum == 0 || log > MAX_LOG || Integer.bitCount(rest) != 1) {
            throw new ZstdDecoder.Malformed();
        }
        weight[count] = 32 - Integer.numberOfLeadingZeros(rest);
        int cell = 0;
        for (int w = 1; w <= log; w++) {
            for (int s = 0; s <= count; s++) {
                for (int i = weight[s] == w ? 1 << (w - 1) : 0; i > 0; i--) {
                    symbol[cell] = (byte) s;
                    bits[cell++] = (byte) (log + 1 - w);
                }
            }
        }
    }

    /** Decodes one stream to exactly as many symbols as are wanted. */
    void decode(byte[] bytes, int offset, int length, byte[] target, int from, int to) {
        if (log == 0) {
            throw new ZstdDecoder.Malformed();
        }
        in.reset(bytes, offset, length);
        for (int t = from; t < to; t++) {
            int cell = in.look(log);
            target[t] = symbol[cell];
            in.position -= bits[cell];
        }
        if (in.position != 0) {
            throw new ZstdDecoder.Malformed();
        }
    }
}
