package io.trenchbot.buffer;

import java.time.Duration;

/**
 * When a committed record is also on the device. In every mode it survives the death of the process as soon as commit
 * has returned; this is about the operating system and the power.
 *
 * <p>Threading: immutable.
 *
 * @param kind who makes records durable
 * @param intervalNs for {@link Kind#GROUP}: longest time between commit and the start of the write to the device, in
 *     nanoseconds; else 0
 * @param groupBytes for {@link Kind#GROUP}: bytes of log that start a write earlier; else 0
 */
public record Durability(Kind kind, long intervalNs, long groupBytes) {

    /** Who makes records durable. */
    public enum Kind {
        /** The operating system, at its own pace, and {@link TransactionBuffer#force()}. */
        PROCESS,
        /** A background thread, in groups; {@link TransactionBuffer#awaitDurable} waits for it. */
        GROUP,
        /** Every append and commit waits for the device before it returns; concurrent ones share a write. */
        SYNC
    }

    /** Survives the death of the process; the operating system writes at its own pace. */
    public static final Durability PROCESS = new Durability(Kind.PROCESS, 0, 0);

    /** Every append and commit waits for the device. */
    public static final Durability SYNC = new Durability(Kind.SYNC, 0, 0);

    /**
     * Checks the limits.
     *
     * @param kind who makes records durable
     * @param intervalNs longest wait of a group, in nanoseconds
     * @param groupBytes bytes of log that end a group earlier
     * @throws IllegalArgumentException if the limits do not fit the kind
     */
    public Durability {
        boolean group = kind == Kind.GROUP;
        if (group ? intervalNs <= 0 || groupBytes <= 0 : intervalNs != 0 || groupBytes != 0) {
            throw new IllegalArgumentException(
                    "Durability " + kind + " with interval " + intervalNs + " ns and " + groupBytes + " bytes");
        }
    }

    /**
     * A background thread writes to the device when the interval is over or the bytes are there, whichever is first.
     *
     * @param interval longest time a committed record waits for the write to start
     * @param bytes bytes of log after which the write starts earlier
     * @return the durability
     */
    public static Durability group(Duration interval, long bytes) {
        return new Durability(Kind.GROUP, interval.toNanos(), bytes);
    }
}
