package io.trenchbot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Finds two threads in a role meant for one. Only ever called inside an {@code assert}, so production pays nothing.
 *
 * <p>The role goes to the first thread that takes it, and to another one only after that thread has ended: a restarted
 * stream thread, or a closing thread that drains what is left, is no misuse.
 */
final class ThreadConfinement {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(ThreadConfinement.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String role;
    private final boolean turns;
    private volatile @Nullable Thread owner;

    ThreadConfinement(String role) {
        this(role, false);
    }

    private ThreadConfinement(String role, boolean turns) {
        this.role = role;
        this.turns = turns;
    }

    static ThreadConfinement ofProducer(QueueBuilder<?> builder) {
        return new ThreadConfinement("producer", builder.producersTakeTurns);
    }

    /** True, or an AssertionError that names both threads. */
    boolean isHeld() {
        Thread current = Thread.currentThread();
        Thread holder = owner;
        if (holder == current || turns) {
            return true;
        }
        if ((holder == null || !holder.isAlive()) && OWNER.compareAndSet(this, holder, current)) {
            return true;
        }
        throw new AssertionError("Two threads in the role of the one " + role + ": " + owner + " and " + current);
    }
}
