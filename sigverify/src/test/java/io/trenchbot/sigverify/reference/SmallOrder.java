package io.trenchbot.sigverify.reference;

/** Small order by its definition: decoded on big integers and multiplied by eight. */
public final class SmallOrder {
    private SmallOrder() {}

    /** Whether the first 32 bytes decode to a point of order 1, 2, 4 or 8. */
    public static boolean is(byte[] bytes) {
        Point point = Point.decode(bytes, 0);
        return point != null && point.isSmallOrder();
    }
}
