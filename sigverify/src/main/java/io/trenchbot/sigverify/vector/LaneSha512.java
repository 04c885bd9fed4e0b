package io.trenchbot.sigverify.vector;

import static io.trenchbot.sigverify.vector.Field.LANES;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.trenchbot.sigverify.core.Signatures;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.LongVector;

/**
 * SHA-512 (FIPS 180-4) of R, key and message in each lane. Lanes with shorter messages run along with the longest and
 * give their digest when their own last block is through.
 *
 * <p>Threading: one thread.
 */
final class LaneSha512 {
    private static final int BLOCK_BYTES = 128;
    private static final int ROUNDS = 80;
    /**
     * Longest message for the lanes, several times what fits into a packet of the network. A longer one would keep the
     * other lanes waiting, and the JDK's hash is the faster one for it.
     */
    static final int MAX_MESSAGE_BYTES = 4096;

    /** R and the key, ahead of the message. */
    private static final int PREFIX_BYTES = 64;
    /** The padding: one bit with its byte, and the length in 16 bytes. */
    private static final int PADDING_BYTES = 17;

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long[] ROUND_CONSTANTS = new long[ROUNDS];
    private static final long[] START = new long[8];

    static {
        // By definition: the first 64 bits of the fractional parts of the cube and square roots of the first primes.
        BigInteger prime = BigInteger.TWO;
        for (int i = 0; i < ROUNDS; i++) {
            ROUND_CONSTANTS[i] = cubeRoot(prime.shiftLeft(192)).longValue();
            if (i < START.length) {
                START[i] = prime.shiftLeft(128).sqrt().longValue();
            }
            prime = prime.nextProbablePrime();
        }
    }

    private final long[] state = new long[8 * LANES];
    private final long[] block = new long[16 * LANES];
    private final int[] blockCounts = new int[LANES];
    private final byte[] tail = new byte[BLOCK_BYTES];

    LaneSha512() {}

    private static BigInteger cubeRoot(BigInteger cube) {
        BigInteger root = BigInteger.ZERO;
        for (int bit = 67; bit >= 0; bit--) {
            BigInteger larger = root.setBit(bit);
            root = larger.pow(3).compareTo(cube) <= 0 ? larger : root;
        }
        return root;
    }

    /** Hashes {@code count} entries, one to {@link Field#LANES}, none longer than {@link #MAX_MESSAGE_BYTES}; eight words each, as {@code core.Sha512} gives them. */
    void hash(Signatures batch, int[] entries, int first, int count, long[] words, int wordsAt) {
        int blocks = 0;
        for (int lane = 0; lane < count; lane++) {
            int bytes = PREFIX_BYTES + batch.messageBytes[entries[first + lane]] + PADDING_BYTES;
            blockCounts[lane] = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
            blocks = Math.max(blocks, blockCounts[lane]);
        }
        for (int i = 0; i < state.length; i++) {
            state[i] = START[i / LANES];
        }
        for (int number = 0; number < blocks; number++) {
            for (int lane = 0; lane < count; lane++) {
                if (number < blockCounts[lane]) {
                    loadBlock(batch, entries[first + lane], lane, number);
                }
            }
            compress(state, block);
            for (int lane = 0; lane < count; lane++) {
                if (number == blockCounts[lane] - 1) {
                    for (int i = 0; i < 8; i++) {
                        words[wordsAt + 8 * lane + i] = Long.reverseBytes(state[i * LANES + lane]);
                    }
                }
            }
        }
    }

    private void loadBlock(Signatures batch, int entry, int lane, int number) {
        byte[] message = batch.messages[entry];
        int start = batch.messageOffsets[entry];
        int length = batch.messageBytes[entry];
        int position = number * BLOCK_BYTES - PREFIX_BYTES;
        int firstWord = 0;
        if (number == 0) {
            loadWords(batch.signatures[entry], batch.signatureOffsets[entry], lane, 0, 4);
            loadWords(batch.keys[entry], batch.keyOffsets[entry], lane, 4, 8);
            firstWord = 8;
            position = 0;
        }
        int room = BLOCK_BYTES - 8 * firstWord;
        if (position + room <= length) {
            loadWords(message, start + position, lane, firstWord, 16);
            return;
        }
        Arrays.fill(tail, (byte) 0);
        int at = 8 * firstWord;
        int rest = Math.max(0, length - position);
        System.arraycopy(message, start + Math.min(position, length), tail, at, rest);
        if (position <= length) {
            tail[at + rest] = (byte) 0x80;
        }
        if (number == blockCounts[lane] - 1) {
            BIG_ENDIAN.set(tail, BLOCK_BYTES - 8, 8L * (PREFIX_BYTES + length));
        }
        loadWords(tail, at, lane, firstWord, 16);
    }

    private void loadWords(byte[] bytes, int offset, int lane, int from, int to) {
        for (int i = from; i < to; i++) {
            block[i * LANES + lane] = (long) BIG_ENDIAN.get(bytes, offset + 8 * (i - from));
        }
    }

    /** One block; eight rounds at a time, so that the variables come back to their names. */
    private static void compress(long[] state, long[] w) {
        LongVector a = LongVector.fromArray(Field.LONGS, state, 0 * LANES);
        LongVector b = LongVector.fromArray(Field.LONGS, state, 1 * LANES);
        LongVector c = LongVector.fromArray(Field.LONGS, state, 2 * LANES);
        LongVector d = LongVector.fromArray(Field.LONGS, state, 3 * LANES);
        LongVector e = LongVector.fromArray(Field.LONGS, state, 4 * LANES);
        LongVector f = LongVector.fromArray(Field.LONGS, state, 5 * LANES);
        LongVector g = LongVector.fromArray(Field.LONGS, state, 6 * LANES);
        LongVector h = LongVector.fromArray(Field.LONGS, state, 7 * LANES);
        LongVector t;
        for (int round = 0; round < ROUNDS; round += 8) {
            int at = (round & 15) * LANES;
            if ((round & 15) == 0 && round > 0) {
                schedule(w);
            }
            t = h.add(LongVector.fromArray(Field.LONGS, w, at + 0 * LANES))
                    .add(ROUND_CONSTANTS[round + 0])
                    .add(e.lanewise(ROR, 14).lanewise(XOR, e.lanewise(ROR, 18)).lanewise(XOR, e.lanewise(ROR, 41)))
                    .add(f.lanewise(XOR, g).lanewise(AND, e).lanewise(XOR, g));
            d = d.add(t);
            h = t.add(a.lanewise(ROR, 28).lanewise(XOR, a.lanewise(ROR, 34)).lanewise(XOR, a.lanewise(ROR, 39)))
                    .add(a.lanewise(AND, b).lanewise(OR, c.lanewise(AND, a.lanewise(OR, b))));
            t = g.add(LongVector.fromArray(Field.LONGS, w, at + 1 * LANES))
                    .add(ROUND_CONSTANTS[round + 1])
                    .add(d.lanewise(ROR, 14).lanewise(XOR, d.lanewise(ROR, 18)).lanewise(XOR, d.lanewise(ROR, 41)))
                    .add(e.lanewise(XOR, f).lanewise(AND, d).lanewise(XOR, f));
            c = c.add(t);
            g = t.add(h.lanewise(ROR, 28).lanewise(XOR, h.lanewise(ROR, 34)).lanewise(XOR, h.lanewise(ROR, 39)))
                    .add(h.lanewise(AND, a).lanewise(OR, b.lanewise(AND, h.lanewise(OR, a))));
            t = f.add(LongVector.fromArray(Field.LONGS, w, at + 2 * LANES))
                    .add(ROUND_CONSTANTS[round + 2])
                    .add(c.lanewise(ROR, 14).lanewise(XOR, c.lanewise(ROR, 18)).lanewise(XOR, c.lanewise(ROR, 41)))
                    .add(d.lanewise(XOR, e).lanewise(AND, c).lanewise(XOR, e));
            b = b.add(t);
            f = t.add(g.lanewise(ROR, 28).lanewise(XOR, g.lanewise(ROR, 34)).lanewise(XOR, g.lanewise(ROR, 39)))
                    .add(g.lanewise(AND, h).lanewise(OR, a.lanewise(AND, g.lanewise(OR, h))));
            t = e.add(LongVector.fromArray(Field.LONGS, w, at + 3 * LANES))
                    .add(ROUND_CONSTANTS[round + 3])
                    .add(b.lanewise(ROR, 14).lanewise(XOR, b.lanewise(ROR, 18)).lanewise(XOR, b.lanewise(ROR, 41)))
                    .add(c.lanewise(XOR, d).lanewise(AND, b).lanewise(XOR, d));
            a = a.add(t);
            e = t.add(f.lanewise(ROR, 28).lanewise(XOR, f.lanewise(ROR, 34)).lanewise(XOR, f.lanewise(ROR, 39)))
                    .add(f.lanewise(AND, g).lanewise(OR, h.lanewise(AND, f.lanewise(OR, g))));
            t = d.add(LongVector.fromArray(Field.LONGS, w, at + 4 * LANES))
                    .add(ROUND_CONSTANTS[round + 4])
                    .add(a.lanewise(ROR, 14).lanewise(XOR, a.lanewise(ROR, 18)).lanewise(XOR, a.lanewise(ROR, 41)))
                    .add(b.lanewise(XOR, c).lanewise(AND, a).lanewise(XOR, c));
            h = h.add(t);
            d = t.add(e.lanewise(ROR, 28).lanewise(XOR, e.lanewise(ROR, 34)).lanewise(XOR, e.lanewise(ROR, 39)))
                    .add(e.lanewise(AND, f).lanewise(OR, g.lanewise(AND, e.lanewise(OR, f))));
            t = c.add(LongVector.fromArray(Field.LONGS, w, at + 5 * LANES))
                    .add(ROUND_CONSTANTS[round + 5])
                    .add(h.lanewise(ROR, 14).lanewise(XOR, h.lanewise(ROR, 18)).lanewise(XOR, h.lanewise(ROR, 41)))
                    .add(a.lanewise(XOR, b).lanewise(AND, h).lanewise(XOR, b));
            g = g.add(t);
            c = t.add(d.lanewise(ROR, 28).lanewise(XOR, d.lanewise(ROR, 34)).lanewise(XOR, d.lanewise(ROR, 39)))
                    .add(d.lanewise(AND, e).lanewise(OR, f.lanewise(AND, d.lanewise(OR, e))));
            t = b.add(LongVector.fromArray(Field.LONGS, w, at + 6 * LANES))
                    .add(ROUND_CONSTANTS[round + 6])
                    .add(g.lanewise(ROR, 14).lanewise(XOR, g.lanewise(ROR, 18)).lanewise(XOR, g.lanewise(ROR, 41)))
                    .add(h.lanewise(XOR, a).lanewise(AND, g).lanewise(XOR, a));
            f = f.add(t);
            b = t.add(c.lanewise(ROR, 28).lanewise(XOR, c.lanewise(ROR, 34)).lanewise(XOR, c.lanewise(ROR, 39)))
                    .add(c.lanewise(AND, d).lanewise(OR, e.lanewise(AND, c.lanewise(OR, d))));
            t = a.add(LongVector.fromArray(Field.LONGS, w, at + 7 * LANES))
                    .add(ROUND_CONSTANTS[round + 7])
                    .add(f.lanewise(ROR, 14).lanewise(XOR, f.lanewise(ROR, 18)).lanewise(XOR, f.lanewise(ROR, 41)))
                    .add(g.lanewise(XOR, h).lanewise(AND, f).lanewise(XOR, h));
            e = e.add(t);
            a = t.add(b.lanewise(ROR, 28).lanewise(XOR, b.lanewise(ROR, 34)).lanewise(XOR, b.lanewise(ROR, 39)))
                    .add(b.lanewise(AND, c).lanewise(OR, d.lanewise(AND, b.lanewise(OR, c))));
        }
        a.add(LongVector.fromArray(Field.LONGS, state, 0 * LANES)).intoArray(state, 0 * LANES);
        b.add(LongVector.fromArray(Field.LONGS, state, 1 * LANES)).intoArray(state, 1 * LANES);
        c.add(LongVector.fromArray(Field.LONGS, state, 2 * LANES)).intoArray(state, 2 * LANES);
        d.add(LongVector.fromArray(Field.LONGS, state, 3 * LANES)).intoArray(state, 3 * LANES);
        e.add(LongVector.fromArray(Field.LONGS, state, 4 * LANES)).intoArray(state, 4 * LANES);
        f.add(LongVector.fromArray(Field.LONGS, state, 5 * LANES)).intoArray(state, 5 * LANES);
        g.add(LongVector.fromArray(Field.LONGS, state, 6 * LANES)).intoArray(state, 6 * LANES);
        h.add(LongVector.fromArray(Field.LONGS, state, 7 * LANES)).intoArray(state, 7 * LANES);
    }

    /** The next 16 words of the message schedule, in place. */
    private static void schedule(long[] w) {
        for (int i = 0; i < 16; i++) {
            LongVector w1 = LongVector.fromArray(Field.LONGS, w, ((i + 1) & 15) * LANES);
            LongVector w14 = LongVector.fromArray(Field.LONGS, w, ((i + 14) & 15) * LANES);
            LongVector sigma0 =
                    w1.lanewise(ROR, 1).lanewise(XOR, w1.lanewise(ROR, 8)).lanewise(XOR, w1.lanewise(LSHR, 7));
            LongVector sigma1 =
                    w14.lanewise(ROR, 19).lanewise(XOR, w14.lanewise(ROR, 61)).lanewise(XOR, w14.lanewise(LSHR, 6));
            LongVector.fromArray(Field.LONGS, w, i * LANES)
                    .add(sigma0)
                    .add(sigma1)
                    .add(LongVector.fromArray(Field.LONGS, w, ((i + 9) & 15) * LANES))
                    .intoArray(w, i * LANES);
        }
    }
}
