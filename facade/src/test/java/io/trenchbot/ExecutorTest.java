package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.ExecutionResult.Status;
import io.trenchbot.pool.Submission;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.Faults;
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
    private TwoNodes nodes;

    @BeforeEach
    void start() throws Exception {
        nodes = new TwoNodes();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aTransactionLandsAndItsTimesAddUp() throws Exception {
        byte[] wire = nodes.memo("hello", nodes.blockhash());

        ExecutionResult result = nodes.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.CONFIRMED);
        assertThat(result.signature()).isEqualTo(WireTransaction.of(wire).signature());
        assertThat(result.slot()).isPositive();
        assertThat(result.queueNs() + result.verificationNs() + result.networkNs())
                .isEqualTo(result.totalNs());
        assertThat(result.acceptedNs()).isPositive().isLessThanOrEqualTo(result.networkNs());
        assertThat(nodes.executor().stats().landedCount()).isEqualTo(1);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(1);
    }

    @Test
    void aWrongSignatureNeverLeaves() throws Exception {
        byte[] wire = nodes.memo("forged", nodes.blockhash());
        wire[1 + 63] ^= 0x10;

        ExecutionResult result = nodes.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.SIGNATURE_INVALID);
        assertThat(result.networkNs()).isZero();
        assertThat(nodes.executor().stats().sentCount()).isZero();
        assertThat(nodes.ledger.submittedCount()).isZero();
    }

    @Test
    void bytesThatAreNoTransactionAreMalformed() throws Exception {
        ExecutionResult result = nodes.executor().execute(new byte[] {1, 2, 3}).get(5, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.MALFORMED);
        assertThat(result.detail()).contains("TRUNCATED");
    }

    @Test
    void aTransactionWhoseProgramFailsIsRejectedBeforeItCosts() throws Exception {
        byte[] wire = nodes.sign(WireTransaction.legacy(nodes.payer)
                .add(Programs.transfer(nodes.payer, Address.ofSeed(new byte[32]), Long.MAX_VALUE / 2))
                .recentBlockhash(nodes.blockhash()));

        ExecutionResult result = nodes.executor().execute(wire).get(20, TimeUnit.SECONDS);

        assertThat(result.status()).isEqualTo(Status.REJECTED);
        assertThat(result.detail()).isNotEmpty();
    }

    @Test
    void eachLandsOnceThoughThePrimaryDiesAndTheBackupLimits() throws Exception {
        List<CompletableFuture<ExecutionResult>> pending = new ArrayList<>();
        String blockhash = nodes.blockhash();
        for (int i = 0; i < 20; i++) {
            pending.add(nodes.executor().execute(nodes.memo("number " + i, blockhash)));
            if (i == 5) {
                nodes.primary.faults().drop(Faults.Drop.RESET);
                nodes.primary.faults().refuse(true);
            }
            if (i == 10) {
                nodes.backup.faults().tooManyRequests("sendTransaction", Duration.ofSeconds(1), 3);
            }
        }
        Set<String> signatures = new HashSet<>();
        for (CompletableFuture<ExecutionResult> each : pending) {
            ExecutionResult result = each.get(40, TimeUnit.SECONDS);
            assertThat(result.status()).as(result.detail()).isEqualTo(Status.CONFIRMED);
            signatures.add(result.signature());
        }
        assertThat(signatures).hasSize(20);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(20);
    }

    @Test
    void anOldBlockhashExpires() throws Exception {
        byte[] wire = nodes.memo("late", Address.ofSeed(new byte[32]).toString());
        long height = nodes.pool().rpc().getBlockHeight();

        ExecutionResult result = nodes.executor()
                .execute(
                        wire,
                        Submission.Options.DEFAULT
                                .withSkipPreflight(true)
                                .withLastValidBlockHeight(height + 5)
                                .withTimeout(Duration.ofSeconds(30)))
                .get(40, TimeUnit.SECONDS);

        assertThat(result.status()).as(result.detail()).isEqualTo(Status.EXPIRED);
        assertThat(nodes.ledger.submittedLandedCount()).isZero();
    }

    @Test
    void closingEndsEveryExecution() throws Exception {
        nodes.primary.faults().stall(true);
        nodes.backup.faults().stall(true);
        byte[] wire = nodes.memo("never", Address.ofSeed(new byte[32]).toString());
        CompletableFuture<ExecutionResult> pending = nodes.executor().execute(wire);

        nodes.bot.close();

        assertThat(pending.get(10, TimeUnit.SECONDS).status()).isIn(Status.CLOSED, Status.UNKNOWN);
        assertThat(nodes.executor().execute(wire).get(1, TimeUnit.SECONDS).status())
                .isEqualTo(Status.CLOSED);
    }

    @Test
    void aBotWithoutAPoolSendsNothing() throws Exception {
        try (TrenchBot alone = TrenchBot.builder().warmUp(Duration.ZERO).build().start()) {
            ExecutionResult result = alone.executor()
                    .execute(nodes.memo("x", Address.ofSeed(new byte[32]).toString()))
                    .get(1, TimeUnit.SECONDS);

            assertThat(result.status()).isEqualTo(Status.CLOSED);
            assertThat(result.detail()).contains("no pool");
        }
    }
}
