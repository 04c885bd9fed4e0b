package io.trenchbot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The value of a {@link PaddedLong}, between its paddings. */
class PaddedLongValue extends Padding {
    long value;
}

/** A position or a count alone on its cache lines; the memory effect is in the name of each accessor. */
final class PaddedLong extends PaddedLongValue {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedLongValue.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    /** For the one thread that writes. */
    long plain() {
        return value;
    }

    long opaque() {
        return (long) VALUE.getOpaque(this);
    }

    long acquire() {
        return (long) VALUE.getAcquire(this);
    }

    long volatileValue() {
        return (long) VALUE.getVolatile(this);
    }

    void opaque(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    void release(long newValue) {
        VALUE.setRelease(this, newValue);
    }

    boolean compareAndSet(long expected, long newValue) {
        return VALUE.compareAndSet(this, expected, newValue);
    }

    long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(this, delta);
    }

    void or(long bits) {
        long ignored = (long) VALUE.getAndBitwiseOr(this, bits);
    }

    /** Raises the value to at least {@code floor}, from any thread. */
    void raise(long floor) {
        long current = opaque();
        while (current < floor && !compareAndSet(current, floor)) {
            current = opaque();
        }
    }
}
