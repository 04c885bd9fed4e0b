package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.ExecutionResult.Status;
import io.trenchbot.pool.Submission.Options;
import io.trenchbot.testkit.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes do to a transaction on its way: it lands once, or the result says truly what is known of it. */
@Timeout(60)
class ExecutorFaultsTest {
    private static final Options TO_ONE_NODE = Options.DEFAULT.withFanOut(1);

    private TwoNodes nodes;
    private int executed;

    @BeforeEach
    void start() throws Exception {
        nodes = new TwoNodes();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void theNodeThatTookItDiesBeforeItIsConfirmed() throws Exception {
        List<CompletableFuture<ExecutionResult>> pending = execute(5, TO_ONE_NODE);
        await(() -> nodes.ledger.submittedCount() == 5);

        nodes.primary.close();

        assertThat(nodes.backup.stats().requests().getOrDefault("sendTransaction", 0L))
                .isZero();
        assertThat(results(pending)).allMatch(result -> result.status() == Status.CONFIRMED);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(5);
    }

    @Test
    void aNodeThatSaysTooManyRequestsIsPassedBy() throws Exception {
        nodes.primary.faults().tooManyRequests("sendTransaction", Duration.ofSeconds(30), Faults.UNTIL_CLEARED);

        assertThat(results(execute(1, TO_ONE_NODE))).allMatch(result -> result.status() == Status.CONFIRMED);
        assertThat(results(execute(4, TO_ONE_NODE))).allMatch(result -> result.status() == Status.CONFIRMED);

        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(5);
        // It is left alone for the time that it asked for, whichever transaction it said so to.
        assertThat(nodes.primary.stats().requests().get("sendTransaction")).isEqualTo(1);
    }

    @Test
    void withBothNodesLimitedItLandsOnceTheyAreFree() throws Exception {
        nodes.primary.faults().tooManyRequests("sendTransaction", Duration.ofSeconds(1), 1);
        nodes.backup.faults().tooManyRequests("sendTransaction", Duration.ofSeconds(1), 1);

        List<CompletableFuture<ExecutionResult>> pending = execute(3, Options.DEFAULT);

        assertThat(results(pending)).allMatch(result -> result.status() == Status.CONFIRMED);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(3);
    }

    @Test
    void aNodeThatIsBehindIsNeitherAskedToSendNorBelieved() throws Exception {
        await(() -> nodes.ledger.slot() > 15);
        nodes.primary.faults().lag(12);
        await(() -> nodes.pool().stats().nodes().get(0).lagSlots() > 8);

        List<CompletableFuture<ExecutionResult>> pending = execute(3, TO_ONE_NODE);

        assertThat(results(pending)).allMatch(result -> result.status() == Status.CONFIRMED);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(3);
    }

    @Test
    void whatLandedIsNotCalledExpiredByANodeThatIsBehind() throws Exception {
        await(() -> nodes.ledger.slot() > 15);
        long height = nodes.pool().rpc().getBlockHeight();
        nodes.primary.faults().noReply("getSignatureStatuses", Faults.UNTIL_CLEARED);
        nodes.backup.faults().lag(12);

        CompletableFuture<ExecutionResult> pending = nodes.executor()
                .execute(nodes.memo("late", nodes.blockhash()), TO_ONE_NODE.withLastValidBlockHeight(height + 8));

        ExecutionResult result = pending.get(40, TimeUnit.SECONDS);
        assertThat(result.status()).as(result.detail()).isEqualTo(Status.CONFIRMED);
        assertThat(nodes.ledger.submittedLandedCount()).isEqualTo(1);
    }

    @Test
    void withBothNodesDeadAfterOneTookItNobodyKnows() throws Exception {
        Options options = TO_ONE_NODE.withTimeout(Duration.ofSeconds(2));
        nodes.primary.faults().noReply("getSignatureStatuses", Faults.UNTIL_CLEARED);
        nodes.backup.faults().noReply("getSignatureStatuses", Faults.UNTIL_CLEARED);
        CompletableFuture<ExecutionResult> pending =
                nodes.executor().execute(nodes.memo("gone", nodes.blockhash()), options);
        await(() -> nodes.ledger.submittedCount() == 1);
        nodes.primary.close();
        nodes.backup.close();

        ExecutionResult result = pending.get(20, TimeUnit.SECONDS);

        assertThat(result.status()).as(result.detail()).isEqualTo(Status.UNKNOWN);
        assertThat(result.landed()).isFalse();
        assertThat(result.networkNs()).isGreaterThan(1_900_000_000L);
        await(() -> landed(result));
    }

    @Test
    void withBothNodesDeadBeforeItIsUnknownToo() throws Exception {
        String blockhash = nodes.blockhash();
        nodes.primary.close();
        nodes.backup.close();

        ExecutionResult result = nodes.executor()
                .execute(nodes.memo("never", blockhash), Options.DEFAULT.withTimeout(Duration.ofSeconds(1)))
                .get(20, TimeUnit.SECONDS);

        assertThat(result.status()).as(result.detail()).isEqualTo(Status.UNKNOWN);
        assertThat(nodes.ledger.submittedCount()).isZero();
    }

    @Test
    void underFaultsOfAllKindsEachLandsOnceOrIsCalledWhatItIs() throws Exception {
        List<CompletableFuture<ExecutionResult>> pending = new ArrayList<>();
        Options options = Options.DEFAULT.withTimeout(Duration.ofSeconds(20));
        // Asked for in the storm it might be what meets two limits at a time.
        String blockhash = nodes.blockhash();
        for (int i = 0; i < 40; i++) {
            Faults faults = (i % 8 < 4 ? nodes.primary : nodes.backup).faults();
            switch (i % 4) {
                case 0 -> faults.drop(Faults.Drop.RESET);
                case 1 -> faults.noReply("sendTransaction", 1);
                case 2 -> faults.tooManyRequests("sendTransaction", null, 2);
                default -> faults.truncatedReply("sendTransaction", 1);
            }
            pending.add(nodes.executor().execute(nodes.memo("storm " + i, blockhash), options));
            LockSupport.parkNanos(20_000_000);
        }

        List<ExecutionResult> results = results(pending);

        assertThat(results).extracting(ExecutionResult::signature).doesNotHaveDuplicates();
        assertThat(results).extracting(ExecutionResult::status).isSubsetOf(Status.CONFIRMED, Status.UNKNOWN);
        long landed = results.stream().filter(ExecutionResult::landed).count();
        assertThat(landed).isPositive();
        assertThat(nodes.ledger.submittedLandedCount()).isBetween(landed, 40L);
    }

    @Test
    void oneBitOfASignatureAnywhereKeepsItHere() throws Exception {
        byte[] wire = nodes.memo("forged", nodes.blockhash());
        List<CompletableFuture<ExecutionResult>> pending = new ArrayList<>();
        for (int bit = 0; bit < 512; bit += 7) {
            byte[] forged = wire.clone();
            forged[1 + bit / 8] ^= (byte) (1 << bit % 8);
            pending.add(nodes.executor().execute(forged));
        }

        assertThat(results(pending)).allMatch(result -> result.status() == Status.SIGNATURE_INVALID);
        assertThat(nodes.executor().stats().sentCount()).isZero();
        assertThat(nodes.primary.stats().requests()).doesNotContainKey("sendTransaction");
        assertThat(nodes.backup.stats().requests()).doesNotContainKey("sendTransaction");
    }

    private List<CompletableFuture<ExecutionResult>> execute(int count, Options options) throws Exception {
        List<CompletableFuture<ExecutionResult>> pending = new ArrayList<>();
        String blockhash = nodes.blockhash();
        for (int i = 0; i < count; i++) {
            pending.add(nodes.executor().execute(nodes.memo("number " + executed++, blockhash), options));
        }
        return pending;
    }

    private static List<ExecutionResult> results(List<CompletableFuture<ExecutionResult>> pending) throws Exception {
        List<ExecutionResult> results = new ArrayList<>();
        for (CompletableFuture<ExecutionResult> each : pending) {
            results.add(each.get(40, TimeUnit.SECONDS));
        }
        return results;
    }

    private boolean landed(ExecutionResult result) {
        try {
            return nodes.landed(result.signature());
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - endNs).as("20 s are over").isNegative();
            LockSupport.parkNanos(2_000_000);
        }
    }
}
