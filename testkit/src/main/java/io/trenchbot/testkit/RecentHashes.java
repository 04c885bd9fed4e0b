package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** The hashes that blocks get, newest first, and what votes say of the newest block. */
final class RecentHashes {
    private final List<Address> hashes = new ArrayList<>();
    private Address bankHash = Programs.SYSTEM;
    private Address blockId = Programs.SYSTEM;
    private long timeSeconds;

    /** Makes the hash of the next block out of its parent's, its slot and its transactions' signatures. */
    Address add(long slot, long blockTimeSeconds, List<LandedTransaction> transactions) {
        MessageDigest sha = Address.sha256();
        if (!hashes.isEmpty()) {
            sha.update(hashes.get(0).array());
        }
        sha.update(new ByteWriter(8).u64(slot).toBytes());
        for (LandedTransaction transaction : transactions) {
            sha.update(transaction.wire(), 1, Message.SIGNATURE_BYTES);
        }
        Address hash = Address.of(sha.digest());
        hashes.add(0, hash);
        if (hashes.size() > Bank.BLOCKHASH_AGE) {
            hashes.remove(hashes.size() - 1);
        }
        bankHash = hashed(hash, "bank");
        blockId = hashed(hash, "block");
        timeSeconds = blockTimeSeconds;
        return hash;
    }

    private static Address hashed(Address hash, String purpose) {
        MessageDigest sha = Address.sha256();
        sha.update(hash.array());
        return Address.of(sha.digest(purpose.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The hash of the block that is so many blocks older than the newest. */
    Address at(int age) {
        return hashes.get(age);
    }

    Address newest() {
        return hashes.get(0);
    }

    Address bankHash() {
        return bankHash;
    }

    Address blockId() {
        return blockId;
    }

    long timeSeconds() {
        return timeSeconds;
    }
}
