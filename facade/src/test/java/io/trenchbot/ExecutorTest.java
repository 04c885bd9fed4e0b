package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.ExecutionResult.Status;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.pool.Submission;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.Programs;
import io.trenchbot.testkit.WireTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions through the executor onto a real chain of the testkit, over real sockets. */
@Timeout(60)
class ExecutorTest {
    private final byte[] seed =
            new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    private final Address payer = Address.ofSeed(seed);
    private LocalLedger ledger;
    private LocalNode primary;
    private LocalNode backup;
    private TrenchBot bot;

    @BeforeEach
    void start() throws Exception {
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

    @AfterEach
    void stop() {
        bot.close();
        primary.close();
        backup.close();
        ledger.close();
    }

    @Test
    void aTransactionLandsAndItsTimesAddUp() throws Exception {
        byte[] wire = transaction("hello", blockhash());

        ExecutionResult result = bot.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.CONFIRMED);
        assertThat(result.signature()).isEqualTo(WireTransaction.of(wire).signature());
        assertThat(result.slot()).isPositive();
        assertThat(result.queueNs() + result.verificationNs() + result.networkNs())
                .isEqualTo(result.totalNs());
        assertThat(result.acceptedNs()).isPositive().isLessThanOrEqualTo(result.networkNs());
        assertThat(bot.executor().stats().landedCount()).isEqualTo(1);
        assertThat(ledger.submittedLandedCount()).isEqualTo(1);
    }

    @Test
    void aWrongSignatureNeverLeaves() throws Exception {
        byte[] wire = transaction("forged", blockhash());
        wire[1 + 63] ^= 0x10;

        ExecutionResult result = bot.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.SIGNATURE_INVALID);
        assertThat(result.networkNs()).isZero();
        assertThat(bot.executor().stats().sentCount()).isZero();
        assertThat(ledger.submittedCount()).isZero();
    }

    @Test
    void bytesThatAreNoTransactionAreMalformed() throws Exception {
        ExecutionResult result = bot.executor().execute(new byte[] {1, 2, 3}).get(5, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.MALFORMED);
        assertThat(result.detail()).contains("TRUNCATED");
    }

    @Test
    void aTransactionWhoseProgramFailsIsRejectedBeforeItCosts() throws Exception {
        byte[] wire = WireTransaction.legacy(payer)
                .add(Programs.transfer(payer, Address.ofSeed(new byte[32]), Long.MAX_VALUE / 2))
                .recentBlockhash(blockhash())
                .build()
                .sign(seed)
                .bytes();

        ExecutionResult result = bot.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.REJECTED);
        assertThat(result.detail()).isNotEmpty();
    }

    @Test
    void eachLandsOnceThoughThePrimaryDiesAndTheBackupLimits() throws Exception {
        List<CompletableFuture<ExecutionResult>> pending = new ArrayList<>();
        String blockhash = blockhash();
        for (int i = 0; i < 20; i++) {
            pending.add(bot.executor().execute(transaction("number " + i, blockhash)));
            if (i == 5) {
                primary.faults().drop(Faults.Drop.RESET);
                primary.faults().refuse(true);
            }
            if (i == 10) {
                backup.faults().tooManyRequests("sendTransaction", Duration.ofSeconds(1), 3);
            }
        }
        Set<String> signatures = new HashSet<>();
        for (CompletableFuture<ExecutionResult> each : pending) {
            ExecutionResult result = each.get(40, TimeUnit.SECONDS);
            assertThat(result.status()).as(result.detail()).isEqualTo(Status.CONFIRMED);
            signatures.add(result.signature());
        }
        assertThat(signatures).hasSize(20);
        assertThat(ledger.submittedLandedCount()).isEqualTo(20);
    }

    @Test
    void anOldBlockhashExpires() throws Exception {
        byte[] wire = transaction("late", Address.ofSeed(new byte[32]).toString());
        long height = bot.pool().orElseThrow().rpc().getBlockHeight();

        ExecutionResult result = bot.executor()
                .execute(
                        wire,
                        Submission.Options.DEFAULT
                                .withSkipPreflight(true)
                                .withLastValidBlockHeight(height + 5)
                                .withTimeout(Duration.ofSeconds(30)))
                .get(40, TimeUnit.SECONDS);

        assertThat(result.status()).as(result.detail()).isEqualTo(Status.EXPIRED);
        assertThat(ledger.submittedLandedCount()).isZero();
    }

    @Test
    void closingEndsEveryExecution() throws Exception {
        primary.faults().stall(true);
        backup.faults().stall(true);
        byte[] wire = transaction("never", Address.ofSeed(new byte[32]).toString());
        CompletableFuture<ExecutionResult> pending = bot.executor().execute(wire);

        bot.close();

        assertThat(pending.get(10, TimeUnit.SECONDS).status()).isIn(Status.CLOSED, Status.UNKNOWN);
        assertThat(bot.executor().execute(wire).get(1, TimeUnit.SECONDS).status())
                .isEqualTo(Status.CLOSED);
    }

    @Test
    void aBotWithoutAPoolSendsNothing() throws Exception {
        try (TrenchBot alone = TrenchBot.builder().warmUp(Duration.ZERO).build().start()) {
            ExecutionResult result = alone.executor()
                    .execute(transaction("x", Address.ofSeed(new byte[32]).toString()))
                    .get(1, TimeUnit.SECONDS);

            assertThat(result.status()).isEqualTo(Status.CLOSED);
            assertThat(result.detail()).contains("no pool");
        }
    }

    private String blockhash() throws Exception {
        return bot.pool().orElseThrow().rpc().getLatestBlockhash().blockhash();
    }

    private byte[] transaction(String memo, String blockhash) {
        return WireTransaction.v0(payer)
                .add(Programs.memo(memo, payer))
                .recentBlockhash(blockhash)
                .build()
                .sign(seed)
                .bytes();
    }
}
