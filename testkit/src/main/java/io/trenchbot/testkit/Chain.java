package io.trenchbot.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger serves: blocks in slot order and the state after the newest of them.
 *
 * <p>Threading: confined to the ledger's clock thread, which alone calls it; implementations are not synchronized.
 */
interface Chain {
    /** The base58 hash that names the cluster. */
    String genesisHash();

    /** The newest slot that has a block, before the first call of {@link #next} the slot of the chain's root. */
    long slot();

    /** Builds and applies the block of the next slot. A skipped slot is simply absent: slots grow by one or more. */
    Block next();

    /** The account's state after the newest block, null where it does not exist. */
    @Nullable
    AccountState account(String address);

    /** Every account there is; asked once, before the first block. */
    default List<AccountState> accounts() {
        return List.of();
    }

    /** All accounts owned by a program, in a stable order. */
    List<AccountState> programAccounts(String programAddress);

    /** Executes a wire transaction against the newest state without keeping the effect. */
    Execution simulate(byte[] wire);

    /**
     * As {@link #simulate(byte[])}, with the signature check left out on request, as a client asks for that has not signed yet.
     *
     * @param wire the serialized transaction
     * @param verifySignatures whether a false signature is an error
     */
    default Execution simulate(byte[] wire, boolean verifySignatures) {
        return simulate(wire);
    }

    /** Begins the chain's own traffic; the blocks before that hold submitted transactions only. */
    default void start() {}

    /**
     * Queues a transfer from the chain's faucet.
     *
     * @param address base58
     * @param lamports amount
     * @return the transfer's signature, base58; null where the chain has no faucet
     */
    default @Nullable String airdrop(String address, long lamports) {
        return null;
    }

    /** Signatures, base58, of the landed transactions that had one bit flipped on purpose. */
    default List<String> corruptedSignatures() {
        return List.of();
    }

    /** What the scripted stories that have begun did so far. */
    default List<Scenario> scenarios() {
        return List.of();
    }

    /** Queues a wire transaction that was checked by {@link #simulate} or not; it lands in a later block or expires. */
    void submit(byte[] wire);
}
