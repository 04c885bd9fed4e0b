package io.trenchbot.testkit;

import java.util.Arrays;
import java.util.List;

/** The data of an address lookup table account: 56 bytes of header, then the addresses. */
final class LookupTable {
    static final int HEADER_BYTES = 56;

    private static final int TYPE_TABLE = 1;
    private static final long NOT_DEACTIVATED = -1;

    private LookupTable() {}

    static byte[] data(Address authority, long extendedSlot, List<Address> entries) {
        ByteWriter out = new ByteWriter(HEADER_BYTES + entries.size() * Address.BYTES);
        out.u32(TYPE_TABLE).u64(NOT_DEACTIVATED).u64(extendedSlot).u8(0);
        out.u8(1).address(authority).u16(0);
        entries.forEach(out::address);
        return out.toBytes();
    }

    static int count(byte[] data) {
        return (data.length - HEADER_BYTES) / Address.BYTES;
    }

    static Address entry(byte[] data, int index) {
        int start = HEADER_BYTES + index * Address.BYTES;
        return Address.of(Arrays.copyOfRange(data, start, start + Address.BYTES));
    }
}
