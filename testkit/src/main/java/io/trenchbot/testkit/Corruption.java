package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Transactions of which some had one bit flipped, in a signature, a key or the blockhash: they still parse and no longer verify.
 *
 * @param transactions all of them, in order
 * @param signatures the first signatures of the changed ones, as they now are, base58
 */
record Corruption(List<LandedTransaction> transactions, List<String> signatures) {

    static Corruption of(List<LandedTransaction> transactions, int count, long seed) {
        if (count < 0 || count > transactions.size()) {
            throw new IllegalArgumentException(
                    "cannot corrupt " + count + " of " + transactions.size() + " transactions");
        }
        Rng random = new Rng(seed);
        TreeSet<Integer> chosen = new TreeSet<>();
        while (chosen.size() < count) {
            chosen.add(random.below(transactions.size()));
        }
        List<LandedTransaction> changed = new ArrayList<>(transactions);
        List<String> signatures = new ArrayList<>();
        for (int index : chosen) {
            LandedTransaction corrupt = flip(transactions.get(index), random);
            changed.set(index, corrupt);
            signatures.add(corrupt.signature());
        }
        return new Corruption(List.copyOf(changed), List.copyOf(signatures));
    }

    private static LandedTransaction flip(LandedTransaction transaction, Rng random) {
        byte[] wire = transaction.wire().clone();
        Message message = Message.parse(wire);
        if (message == null) {
            throw new IllegalArgumentException("a malformed transaction: " + transaction.signature());
        }
        int offset = random.chance(0.5) ? signatureOffset(message, random) : messageOffset(message, wire, random);
        wire[offset] ^= (byte) (1 << random.below(8));
        return new LandedTransaction(
                wire,
                TransactionJson.signature(wire, 0),
                transaction.version(),
                transaction.accountKeys(),
                transaction.vote(),
                transaction.errJson(),
                transaction.logs(),
                transaction.metaJson());
    }

    private static int signatureOffset(Message message, Rng random) {
        return 1 + random.below(message.signers() * Message.SIGNATURE_BYTES);
    }

    /** A byte of the keys or of the blockhash: the other fields are structure, and a flip there may no longer parse. */
    private static int messageOffset(Message message, byte[] wire, Rng random) {
        int afterHeader = message.messageOffset() + (message.versioned() ? 1 : 0) + 3;
        ByteReader in = new ByteReader(wire, afterHeader, wire.length);
        in.compactU16();
        return in.position() + random.below((message.keys().size() + 1) * Address.BYTES);
    }
}
