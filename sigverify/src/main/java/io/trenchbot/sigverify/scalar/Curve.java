package io.trenchbot.sigverify.scalar;

import io.trenchbot.sigverify.core.Encoding;

/** Constants of edwards25519 and the decoding of points. Threading: one thread. */
final class Curve {
    /** d = -121665/121666. */
    static final FieldElement D =
            constant(0x75eb4dca135978a3L, 0x00700a4d4141d8abL, 0x8cc740797779e898L, 0x52036cee2b6ffe73L);

    static final FieldElement TWO_D =
            constant(0xebd69b9426b2f159L, 0x00e0149a8283b156L, 0x198e80f2eef3d130L, 0x2406d9dc56dffce7L);

    static final FieldElement SQUARE_ROOT_OF_MINUS_ONE =
            constant(0xc4ee1b274a0ea0b0L, 0x2f431806ad2fe478L, 0x2b4d00993dfbd7a7L, 0x2b8324804fc1df0bL);

    /** The base point B. */
    static final FieldElement BASE_X =
            constant(0xc9562d608f25d51aL, 0x692cc7609525a7b2L, 0xc0a4e231fdd6dc5cL, 0x216936d3cd6e53feL);

    static final FieldElement BASE_Y =
            constant(0x6666666666666658L, 0x6666666666666666L, 0x6666666666666666L, 0x6666666666666666L);

    private static final FieldElement ONE = new FieldElement().setSmall(1);

    private final Chains chains = new Chains();
    private final FieldElement y2 = new FieldElement();
    private final FieldElement u = new FieldElement();
    private final FieldElement v = new FieldElement();
    private final FieldElement v3 = new FieldElement();
    private final FieldElement power = new FieldElement();
    private final FieldElement check = new FieldElement();
    private final long[] words = new long[4];

    Curve() {}

    private static FieldElement constant(long w0, long w1, long w2, long w3) {
        return new FieldElement().setWords(w0, w1, w2, w3);
    }

    /**
     * Decodes a point as the network does: y is taken mod p, and the sign is ignored where x = 0. RFC 8032 section 5.1.3
     * would reject both; the rules that do ask {@link Encoding#canonicalY} and know that x = 0 has small order.
     *
     * <p>x = (u/v)^((p + 3)/8) up to a square root of -1, with u = y^2 - 1 and v = d y^2 + 1, in one power:
     * u v^3 (u v^7)^((p - 5)/8).
     *
     * @return false if no point of the curve has this y; then the point is left undefined
     */
    boolean decode(Point point, byte[] bytes, int offset) {
        FieldElement x = point.x;
        FieldElement y = point.y.setBytes(bytes, offset);
        y2.square(y);
        v.multiply(D, y2);
        v.add(v, ONE);
        u.subtract(y2, ONE);
        v3.square(v);
        v3.multiply(v3, v);
        power.square(v3);
        power.multiply(power, v);
        power.multiply(power, u); // u v^7
        chains.power22523(power, power);
        x.multiply(u, v3);
        x.multiply(x, power);
        check.square(x);
        check.multiply(v, check); // v x^2 = u, or -u, or there is no root
        power.subtractLoose(check, u);
        if (!isZero(power)) {
            power.add(u, check);
            if (!isZero(power)) {
                return false;
            }
            x.multiply(x, SQUARE_ROOT_OF_MINUS_ONE);
        }
        x.canonicalWords(words);
        if ((words[0] & 1) != (bytes[offset + 31] >>> 7 & 1)) {
            x.negate(x);
        }
        point.z.setSmall(1);
        point.t.multiply(x, y);
        return true;
    }

    boolean isZero(FieldElement element) {
        element.canonicalWords(words);
        return (words[0] | words[1] | words[2] | words[3]) == 0;
    }

    /** Whether the point is the neutral one: x = 0 and y = 1. */
    boolean isIdentity(Point point) {
        check.subtract(point.y, point.z);
        return isZero(point.x) && isZero(check);
    }
}
