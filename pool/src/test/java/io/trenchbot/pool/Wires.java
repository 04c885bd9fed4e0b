package io.trenchbot.pool;

import java.util.SplittableRandom;

/** Bytes that look like signed transactions; nodes of these tests do not check signatures. */
final class Wires {
    private Wires() {}

    static byte[] transaction(long seed) {
        byte[] wire = new byte[200];
        new SplittableRandom(seed).nextBytes(wire);
        wire[0] = 1;
        return wire;
    }
}
