package io.trenchbot.testkit;

import java.util.Arrays;
import java.util.List;

/** The data of a vote account: 3,762 bytes in the layout of the vote state's current version. Writers return changed copies. */
final class VoteState {
    static final int BYTES = 3_762;
    static final int MAX_LOCKOUTS = 31;

    private static final int CURRENT_VERSION = 2;
    private static final int VOTES = 69;
    private static final int PRIOR_VOTERS_BYTES = 32 * (Address.BYTES + 16);

    private VoteState() {}

    static byte[] create(Address node, Address withdrawer, List<VoteProgram.Lockout> tower, long root) {
        ByteWriter out = new ByteWriter(BYTES);
        out.u32(CURRENT_VERSION).address(node).address(withdrawer).u8(5);
        return tail(out, tower, root, node);
    }

    /** Who may vote: kept equal to the node's identity, as almost every validator has it. */
    static Address authority(byte[] data) {
        return data.length == BYTES ? TokenState.address(data, 4) : Programs.SYSTEM;
    }

    static byte[] withTower(byte[] data, List<VoteProgram.Lockout> tower, long root) {
        ByteWriter out = new ByteWriter(BYTES);
        out.bytes(Arrays.copyOf(data, VOTES));
        return tail(out, tower, root, authority(data));
    }

    private static byte[] tail(ByteWriter out, List<VoteProgram.Lockout> tower, long root, Address authority) {
        out.u64(tower.size());
        for (VoteProgram.Lockout vote : tower) {
            out.u8(1).u64(vote.slot()).u32(vote.confirmations()); // a latency of one slot
        }
        out.u8(1).u64(root);
        out.u64(1).u64(0).address(authority); // authorized voters: one, from epoch 0 on
        out.bytes(new byte[PRIOR_VOTERS_BYTES]).u64(31).u8(1); // prior voters: an empty ring
        out.u64(0); // epoch credits
        out.u64(tower.get(tower.size() - 1).slot()).u64(0); // last time stamp
        return Arrays.copyOf(out.toBytes(), BYTES);
    }
}
