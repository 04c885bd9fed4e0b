package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which signatures landed in the last blocks, so that none lands twice. Kept as their first eight bytes: another signature with the
 * same ones would take some 2^64 attempts to make.
 */
final class SignatureWindow {
    private final int blocks;
    private final Deque<long[]> closed = new ArrayDeque<>();
    private final Set<Long> open = new HashSet<>();

    SignatureWindow(int blocks) {
        this.blocks = blocks;
    }

    void add(byte[] wire) {
        open.add(prefix(wire));
    }

    boolean contains(byte[] wire) {
        long prefix = prefix(wire);
        return open.contains(prefix) || closed.stream().anyMatch(block -> Arrays.binarySearch(block, prefix) >= 0);
    }

    void closeBlock() {
        long[] block = open.stream().mapToLong(Long::longValue).sorted().toArray();
        closed.addLast(block);
        open.clear();
        if (closed.size() > blocks) {
            closed.removeFirst();
        }
    }

    private static long prefix(byte[] wire) {
        return TokenState.u64(wire, 1);
    }
}
