package io.trenchbot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count with one writer, read by any thread: an opaque store costs what a plain one does. */
final class Count {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through VALUE
    private long value;

    /** Returns the new count. */
    long increment() {
        long next = (long) VALUE.getOpaque(this) + 1;
        VALUE.setOpaque(this, next);
        return next;
    }

    long value() {
        return (long) VALUE.getOpaque(this);
    }
}
