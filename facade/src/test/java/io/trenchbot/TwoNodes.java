package io.trenchbot;

import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.pool.SolanaRpc;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.Programs;
import io.trenchbot.testkit.WireTransaction;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A chain, two nodes of it on loopback, and a bot whose pool has one as primary and one as backup. */
final class TwoNodes implements AutoCloseable {
    private final byte[] seed = new byte[32];
    final Address payer;
    final LocalLedger ledger;
    final LocalNode primary;
    final LocalNode backup;
    final TrenchBot bot;

    TwoNodes() throws IOException {
        Arrays.fill(seed, (byte) 9);
        payer = Address.ofSeed(seed);
        ledger = LocalLedger.generated(5)
                .transactionsPerSecond(50)
                .balance(payer, 1_000_000_000)
                .slotDuration(Duration.ofMillis(100))
                .build();
        primary = LocalNode.serve(ledger);
        backup = LocalNode.serve(ledger);
        SolanaConnectionPool pool = SolanaConnectionPool.builder()
                .primary(primary.rpcUrl().toString())
                .backup(backup.rpcUrl().toString())
                .build();
        bot = TrenchBot.builder().warmUp(Duration.ZERO).pool(pool).build().start();
        ledger.start();
    }

    SolanaConnectionPool pool() {
        return bot.pool().orElseThrow();
    }

    TransactionExecutor executor() {
        return bot.executor();
    }

    String blockhash() throws IOException {
        return pool().rpc().getLatestBlockhash().blockhash();
    }

    byte[] memo(String text, String blockhash) {
        return sign(WireTransaction.v0(payer).add(Programs.memo(text, payer)).recentBlockhash(blockhash));
    }

    byte[] sign(WireTransaction.Builder transaction) {
        return transaction.build().sign(seed).bytes();
    }

    /** What the chain says, asked of a node that nothing is the matter with. */
    boolean landed(String signature) throws IOException {
        try (LocalNode witness = LocalNode.serve(ledger);
                SolanaConnectionPool pool = SolanaConnectionPool.builder()
                        .primary(witness.rpcUrl().toString())
                        .build()) {
            List<SolanaRpc.SignatureStatus> statuses = pool.rpc().getSignatureStatuses(List.of(signature), true);
            return statuses.get(0) != null;
        }
    }

    @Override
    public void close() {
        bot.close();
        primary.close();
        backup.close();
        ledger.close();
    }
}
