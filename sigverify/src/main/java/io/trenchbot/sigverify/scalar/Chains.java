package io.trenchbot.sigverify.scalar;

/** Powers by addition chains, with scratch elements of their own. Threading: one thread. */
final class Chains {
    private final FieldElement a = new FieldElement();
    private final FieldElement b = new FieldElement();
    private final FieldElement c = new FieldElement();
    private final FieldElement base = new FieldElement();

    Chains() {}

    /** {@code result = z^((p - 5) / 8) = z^(2^252 - 3)}. Loose -> carried. */
    void power22523(FieldElement result, FieldElement z) {
        power250(z);
        a.squareTimes(a, 2);
        result.multiply(a, base);
    }

    /** {@code result = 1/z = z^(2^255 - 21)}, and 0 for 0. Loose -> carried. */
    void invert(FieldElement result, FieldElement z) {
        power250(z);
        a.squareTimes(a, 5);
        c.square(base); // z^2
        b.squareTimes(c, 2);
        b.multiply(b, base); // z^9
        b.multiply(b, c); // z^11
        result.multiply(a, b);
    }

    /** {@code a = z^(2^250 - 1)}; each line doubles or completes the run of ones in the exponent. */
    private void power250(FieldElement z) {
        base.set(z);
        a.square(base);
        b.squareTimes(a, 2);
        b.multiply(b, base); // 9
        a.multiply(a, b); // 11
        a.square(a); // 22
        a.multiply(a, b); // 2^5 - 1
        b.squareTimes(a, 5);
        a.multiply(b, a); // 2^10 - 1
        b.squareTimes(a, 10);
        b.multiply(b, a); // 2^20 - 1
        c.squareTimes(b, 20);
        b.multiply(c, b); // 2^40 - 1
        b.squareTimes(b, 10);
        a.multiply(b, a); // 2^50 - 1
        b.squareTimes(a, 50);
        b.multiply(b, a); // 2^100 - 1
        c.squareTimes(b, 100);
        b.multiply(c, b); // 2^200 - 1
        b.squareTimes(b, 50);
        a.multiply(b, a); // 2^250 - 1
    }
}
