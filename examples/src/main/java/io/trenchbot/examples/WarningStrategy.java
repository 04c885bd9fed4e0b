package io.trenchbot.examples;

import io.trenchbot.Analysis;
import io.trenchbot.ExecutionResult;
import io.trenchbot.ReceivedTransaction;
import io.trenchbot.Strategy;
import io.trenchbot.TransactionExecutor;
import io.trenchbot.streaming.TransactionView;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.Programs;
import io.trenchbot.testkit.WireTransaction;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers each finding with a transaction of its own: a memo on the chain that warns of the token, signed and paid by the
 * bot. It also takes a fingerprint of all that it is shown, to compare the journal with.
 *
 * <p>Threading: called by the strategy thread; the wallet may be set and the figures read by any thread.
 */
final class WarningStrategy implements Strategy {
    private static final int COMPUTE_UNITS = 50_000;

    private final MessageDigest seen = Fingerprint.digest();
    private final Consumer<Analysis> onFinding;
    private final AtomicLong warnings = new AtomicLong();
    private final List<Analysis> findings = new CopyOnWriteArrayList<>();
    private final List<ExecutionResult> results = new CopyOnWriteArrayList<>();
    private volatile @Nullable Wallet wallet;
    private volatile @Nullable String blockhash;

    /** Whose transactions these are: a private key, and the address of it that pays the fees. */
    static final class Wallet {
        private final byte[] seed;
        private final Address address;

        Wallet(byte[] seed, Address address) {
            this.seed = seed.clone();
            this.address = address;
        }
    }

    WarningStrategy(Consumer<Analysis> onFinding) {
        this.onFinding = onFinding;
    }

    /** Without a wallet it only looks on. */
    void wallet(@Nullable Wallet funded) {
        wallet = funded;
    }

    void blockhash(String recent) {
        blockhash = recent;
    }

    @Override
    public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
        TransactionView view = transaction.view();
        Fingerprint.add(seen, view.buffer(), view.offset(), view.length());
    }

    @Override
    public void onAnalysis(Analysis analysis, ReceivedTransaction transaction, TransactionExecutor executor) {
        findings.add(analysis);
        onFinding.accept(analysis);
        Wallet payer = wallet;
        String recent = blockhash;
        if (payer == null || recent == null) {
            return;
        }
        warnings.incrementAndGet();
        byte[] wire = warning(analysis, payer, recent);
        var unused = executor.execute(wire).thenAccept(results::add);
    }

    private static byte[] warning(Analysis analysis, Wallet payer, String recentBlockhash) {
        return WireTransaction.v0(payer.address)
                .add(Programs.computeUnitLimit(COMPUTE_UNITS))
                .add(Programs.memo(analysis.code() + " " + analysis.subject(), payer.address))
                .recentBlockhash(recentBlockhash)
                .build()
                .sign(payer.seed)
                .bytes();
    }

    long warningCount() {
        return warnings.get();
    }

    List<Analysis> findings() {
        return findings;
    }

    List<ExecutionResult> results() {
        return results;
    }

    /** To be called when the bot is closed. */
    byte[] fingerprint() {
        return seen.digest();
    }
}
