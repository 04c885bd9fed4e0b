package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;

/** The cluster's validators, who lead in turn and vote. */
final class Validators {
    /** Every vote writes its account of 3,762 bytes, so that more validators would make a block's changes weigh megabytes. */
    static final int MAX_COUNT = 256;

    private static final long IDENTITY_LAMPORTS = 1_000_000_000_000L;
    private static final int SLOTS_PER_LEADER = 4;

    private record Validator(KeyPair identity, Address voteAccount) {}

    private final List<Validator> validators = new ArrayList<>();
    private int turn;

    Validators(int count, Rng random) {
        for (int i = 0; i < Math.max(1, Math.min(count, MAX_COUNT)); i++) {
            validators.add(new Validator(KeyPair.random(random), Address.of(random.bytes(Address.BYTES))));
        }
    }

    void addTo(Accounts accounts, long slot) {
        for (Validator validator : validators) {
            Address node = validator.identity.address();
            long root = slot - VoteState.MAX_LOCKOUTS;
            byte[] data = VoteState.create(node, node, List.of(new VoteProgram.Lockout(slot, 1)), root);
            accounts.put(node, new Account(IDENTITY_LAMPORTS, Programs.SYSTEM, Account.NO_DATA), slot);
            long rent = Account.rentExempt(VoteState.BYTES);
            accounts.put(validator.voteAccount, new Account(rent, Programs.VOTE, data), slot);
        }
    }

    Address leader(long slot) {
        long index = slot / SLOTS_PER_LEADER % validators.size();
        return validators.get((int) index).identity.address();
    }

    /**
     * The next validator's vote. Where there are more votes in a slot than validators, each later round refers to an older
     * blockhash: two equal votes would be one transaction.
     */
    WireTransaction vote(long slot, int indexInSlot, RecentHashes hashes) {
        Validator validator = validators.get(turn);
        turn = (turn + 1) % validators.size();
        int age = indexInSlot / validators.size() % Bank.BLOCKHASH_AGE;
        Address node = validator.identity.address();
        Instruction vote = VoteProgram.towerSync(
                validator.voteAccount, node, slot - 1, hashes.bankHash(), hashes.timeSeconds(), hashes.blockId());
        return WireTransaction.legacy(node)
                .recentBlockhash(hashes.at(age))
                .add(vote)
                .build()
                .sign(validator.identity);
    }
}
