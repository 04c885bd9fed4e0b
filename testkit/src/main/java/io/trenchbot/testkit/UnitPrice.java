package io.trenchbot.testkit;

/** The price of a compute unit that a transaction offers. */
final class UnitPrice {
    private static final int SET_COMPUTE_UNIT_PRICE = 3;

    private UnitPrice() {}

    /** In micro-lamports; 0 where it offers none. */
    static long microLamports(byte[] wire) {
        Message message = Message.parse(wire);
        if (message == null) {
            return 0;
        }
        for (Message.Compiled instruction : message.instructions()) {
            byte[] data = instruction.data();
            boolean price = data.length == 9 && data[0] == SET_COMPUTE_UNIT_PRICE;
            if (price && message.keys().get(instruction.program()).equals(Programs.COMPUTE_BUDGET)) {
                ByteReader in = new ByteReader(data, 1, data.length);
                return in.u64();
            }
        }
        return 0;
    }
}
