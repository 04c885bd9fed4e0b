package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.util.ArrayList;
import java.util.List;

/** Vote: TowerSync, which is how validators vote since 2025. */
final class VoteProgram implements Program {
    private static final int UNITS = 2_100;
    private static final int TOWER_SYNC = 14;

    /** A vote of a tower: confirmations of a slot. */
    record Lockout(long slot, int confirmations) {}

    @Override
    public boolean builtin() {
        return true;
    }

    @Override
    public void run(Invocation call) throws ProgramFailure {
        call.consume(UNITS);
        ByteReader in = call.reader();
        if (in.u32() != TOWER_SYNC) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        Account vote = call.account(0);
        if (!vote.owner.equals(Programs.VOTE)) {
            throw ProgramFailure.of(Kind.InvalidAccountOwner);
        }
        if (!call.grants(VoteState.authority(vote.data), true)) {
            throw ProgramFailure.of(Kind.MissingRequiredSignature);
        }
        long root = in.u64();
        List<Lockout> tower = tower(in, root);
        if (in.failed() || tower.isEmpty() || tower.size() > VoteState.MAX_LOCKOUTS) {
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
        call.writeData(0, VoteState.withTower(vote.data, tower, root));
    }

    private static List<Lockout> tower(ByteReader in, long root) {
        List<Lockout> tower = new ArrayList<>();
        long slot = root;
        for (int left = in.count(in.compactU16(), 2); left > 0; left--) {
            slot += offset(in);
            tower.add(new Lockout(slot, in.u8()));
        }
        in.bytes(Address.BYTES); // hash of the bank that is voted for
        if (in.u8() == 1) {
            in.u64(); // time stamp
        }
        in.bytes(Address.BYTES); // block id
        return tower;
    }

    /** A variable-length integer, seven bits a byte. */
    private static long offset(ByteReader in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int part = in.u8();
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        in.fail();
        return 0;
    }

    /** The instruction of a validator that has voted for the 31 slots up to {@code lastSlot}. */
    static Instruction towerSync(
            Address voteAccount,
            Address authority,
            long lastSlot,
            Address bankHash,
            long timeSeconds,
            Address blockId) {
        ByteWriter out = new ByteWriter(148);
        out.u32(TOWER_SYNC).u64(lastSlot - VoteState.MAX_LOCKOUTS);
        out.compactU16(VoteState.MAX_LOCKOUTS);
        for (int confirmations = VoteState.MAX_LOCKOUTS; confirmations > 0; confirmations--) {
            out.u8(1).u8(confirmations);
        }
        out.address(bankHash).u8(1).u64(timeSeconds).address(blockId);
        return new Instruction(
                Programs.VOTE,
                List.of(Instruction.Account.writable(voteAccount), Instruction.Account.signer(authority)),
                out.toBytes());
    }
}
