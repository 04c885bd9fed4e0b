package io.trenchbot.testkit;

/** SplitMix64, written out so that a seed gives the same chain on every JDK. */
final class Rng {
    private long state;

    Rng(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9e37_79b9_7f4a_7c15L;
        long z = (state ^ state >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    /** From 0 inclusive to {@code bound} exclusive; the bias of at most bound / 2^32 does not matter here. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** From {@code low} inclusive to {@code high} exclusive. */
    long between(long low, long high) {
        return low + Long.remainderUnsigned(next(), high - low);
    }

    /** True with the given share of the calls, 0 to 1. */
    boolean chance(double share) {
        return (next() >>> 11) * 0x1.0p-53 < share;
    }

    byte[] bytes(int count) {
        byte[] out = new byte[count];
        for (int i = 0; i < count; i += 8) {
            long value = next();
            for (int j = i; j < Math.min(i + 8, count); j++) {
                out[j] = (byte) value;
                value >>>= 8;
            }
        }
        return out;
    }
}
