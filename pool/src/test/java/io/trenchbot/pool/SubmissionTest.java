package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.pool.Submission.Options;
import io.trenchbot.pool.Submission.Outcome;
import io.trenchbot.pool.Submission.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SubmissionTest {
    private static final byte[] WIRE = Wires.transaction(9);
    private static final String SIGNATURE = Submitter.signatureOf(WIRE, 0, WIRE.length);

    /** What the cluster behind the test nodes knows of the transaction. */
    private final AtomicBoolean landed = new AtomicBoolean();

    private final AtomicLong height = new AtomicLong(500);
    private final Set<String> payloads = ConcurrentHashMap.newKeySet();

    private TestNode node(TestNode.Script send) {
        TestNode node = new TestNode();
        node.script = (request, exchange) -> {
            switch (request.method()) {
                case "sendTransaction" -> {
                    payloads.add(request.params().get(0).asText());
                    send.answer(request, exchange);
                }
                case "getBlockHeight" -> exchange.result(height.toString());
                case "getSignatureStatuses" ->
                    exchange.result("{\"context\":{\"slot\":" + node.slot + "},\"value\":["
                            + (landed.get()
                                    ? "{\"slot\":1001,\"confirmations\":1,\"err\":null,\"status\":{\"Ok\":null},"
                                            + "\"confirmationStatus\":\"confirmed\"}"
                                    : "null")
                            + "]}");
                default -> exchange.result(node.defaultResult(request.method()));
            }
        };
        return node;
    }

    private static void ok(TestNode.Request request, Exchange exchange) throws IOException {
        exchange.result("\"" + SIGNATURE + "\"");
    }

    private static TestNode.Script refusal(String error) {
        return (request, exchange) ->
                exchange.error(200, -32002, "Transaction simulation failed", "{\"err\":" + error + "}");
    }

    @Test
    void aTransactionIsAcceptedAndThenConfirmed() throws Exception {
        AtomicInteger sendLatencies = new AtomicInteger();
        try (TestNode a = node(SubmissionTest::ok);
                TestNode b = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(a, b)
                        .onSendLatencyNs(latency -> sendLatencies.incrementAndGet())
                        .build()) {
            Pools.warm(pool);
            Submission submission = pool.submit(WIRE, 0, WIRE.length);
            assertThat(submission.signature()).isEqualTo(SIGNATURE);
            Outcome accepted = submission.accepted().get();
            assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
            assertThat(accepted.acceptedBy()).isNotEmpty();
            assertThat(submission.settled()).isNotDone();
            landed.set(true);
            Outcome settled = submission.settled().get();
            assertThat(settled.state()).isEqualTo(State.CONFIRMED);
            assertThat(settled.slot()).isEqualTo(1001);
            assertThat(settled.transactionError()).isNull();
            assertThat(sendLatencies).hasValue(1);
            assertThat(payloads).hasSize(1);
            assertThat(pool.stats().submissionsConfirmed()).isEqualTo(1);
        }
    }

    @Test
    void oneNodeHangsOneHasItAlreadyAndOneTakesIt() throws Exception {
        try (TestNode hangs = node((request, exchange) -> exchange.hang());
                TestNode takes = node((request, exchange) -> ok(request, exchange.delayMs(50)));
                TestNode has = node(refusal("\"AlreadyProcessed\""));
                SolanaConnectionPool pool = Pools.builder(hangs, takes, has).build()) {
            Pools.warm(pool);
            Submission submission = pool.submit(WIRE, 0, WIRE.length);
            Outcome accepted = submission.accepted().get(500, TimeUnit.MILLISECONDS);
            assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
            assertThat(accepted.acceptedBy()).containsExactly(has.name());
            Pools.await(() -> submission.outcome().acceptedBy().size() == 2);
            assertThat(payloads).hasSize(1);
            assertThat(hangs.requestCount("sendTransaction")).isEqualTo(1);
            assertThat(takes.requestCount("sendTransaction")).isEqualTo(1);
        }
    }

    @Test
    void itIsSentAgainUntilItsHeightHasPassedAndThenNoMore() throws Exception {
        try (TestNode a = node(SubmissionTest::ok);
                TestNode b = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            Pools.warm(pool);
            Submission submission = pool.submit(
                    WIRE,
                    0,
                    WIRE.length,
                    Options.DEFAULT.withLastValidBlockHeight(510).withRebroadcastInterval(Duration.ofMillis(100)));
            Pools.await(() -> a.requestCount("sendTransaction") + b.requestCount("sendTransaction") >= 6);
            height.set(510);
            Thread.sleep(600);
            assertThat(submission.settled()).isNotDone();
            height.set(511);
            Outcome outcome = submission.settled().get();
            assertThat(outcome.state()).isEqualTo(State.EXPIRED);
            int sent = a.requestCount("sendTransaction") + b.requestCount("sendTransaction");
            Thread.sleep(300);
            assertThat(a.requestCount("sendTransaction") + b.requestCount("sendTransaction"))
                    .isLessThanOrEqualTo(sent + 2);
            assertThat(payloads).hasSize(1);
        }
    }

    @Test
    void itIsNotCalledExpiredByANodeThatHasNotSeenThatHeight() throws Exception {
        try (TestNode node = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            Pools.warm(pool);
            // Another witness is 5 slots ahead: the status cache of this node may lack the transaction.
            node.slot.set(1000);
            pool.observeSlot("a stream", 1100);
            height.set(600);
            Submission submission = pool.submit(WIRE, 0, WIRE.length, Options.DEFAULT.withLastValidBlockHeight(510));
            Thread.sleep(1200);
            assertThat(submission.settled()).isNotDone();
            landed.set(true);
            assertThat(submission.settled().get().state()).isEqualTo(State.CONFIRMED);
        }
    }

    @Test
    void whatEveryNodeRefusesIsRejectedWithTheReason() throws Exception {
        try (TestNode a = node(refusal("{\"InstructionError\":[0,{\"Custom\":6001}]}"));
                TestNode b = node(refusal("{\"InstructionError\":[0,{\"Custom\":6001}]}"));
                SolanaConnectionPool pool = Pools.builder(a, b).build()) {
            Pools.warm(pool);
            Outcome outcome = pool.submit(WIRE, 0, WIRE.length).settled().get();
            assertThat(outcome.state()).isEqualTo(State.REJECTED);
            assertThat(outcome.failure()).isInstanceOfSatisfying(RpcException.ErrorReply.class, e -> {
                assertThat(e.code()).isEqualTo(-32002);
                assertThat(e.dataJson()).contains("6001");
            });
        }
    }

    @Test
    void whatOneNodeRefusesWhileAnotherHangsIsNotCalledRejected() throws Exception {
        try (TestNode a = node(refusal("{\"InstructionError\":[0,{\"Custom\":6001}]}"));
                TestNode b = node((request, exchange) -> exchange.hang());
                SolanaConnectionPool pool = Pools.builder(a, b)
                        .connectTimeout(Duration.ofMillis(300))
                        .attemptTimeout(Duration.ofMillis(300))
                        .build()) {
            Pools.warm(pool);
            Submission submission =
                    pool.submit(WIRE, 0, WIRE.length, Options.DEFAULT.withTimeout(Duration.ofMillis(1500)));
            assertThat(submission.settled().get().state()).isEqualTo(State.UNKNOWN);
        }
    }

    @Test
    void aFailingDryRunKeepsItFromBeingSent() throws Exception {
        try (TestNode node = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            TestNode.Script inner = node.script;
            node.script = (request, exchange) -> {
                if (request.method().equals("simulateTransaction")) {
                    exchange.result(
                            "{\"context\":{\"slot\":1000},\"value\":{\"err\":{\"InstructionError\":[1,\"Custom\"]},"
                                    + "\"logs\":[\"a\"],\"unitsConsumed\":5}}");
                } else {
                    inner.answer(request, exchange);
                }
            };
            Outcome outcome = pool.submit(WIRE, 0, WIRE.length, Options.DEFAULT.withSimulate(true))
                    .settled()
                    .get();
            assertThat(outcome.state()).isEqualTo(State.REJECTED);
            assertThat(node.requestCount("sendTransaction")).isZero();
        }
    }

    @Test
    void aStreamMayConfirmIt() throws Exception {
        try (TestNode node = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            Submission submission = pool.submit(WIRE, 0, WIRE.length);
            submission.accepted().get();
            pool.observeSignature(SIGNATURE, 1003, "{\"InstructionError\":[0,\"Custom\"]}");
            Outcome outcome = submission.settled().get(100, TimeUnit.MILLISECONDS);
            assertThat(outcome.state()).isEqualTo(State.CONFIRMED);
            assertThat(outcome.slot()).isEqualTo(1003);
            assertThat(outcome.transactionError()).contains("InstructionError");
        }
    }

    @Test
    void withAllNodesGoneItIsUnknown() throws Exception {
        try (TestNode node = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            Pools.warm(pool);
            node.kill();
            Outcome outcome = pool.submit(WIRE, 0, WIRE.length, Options.DEFAULT.withTimeout(Duration.ofMillis(800)))
                    .settled()
                    .get();
            assertThat(outcome.state()).isEqualTo(State.UNKNOWN);
            assertThat(outcome.failure()).isNotNull();
        }
    }

    @Test
    void aNodeKilledBetweenSendAndConfirmationDoesNoHarm() throws Exception {
        try (TestNode a = node(SubmissionTest::ok);
                TestNode b = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.favoring(a, b).build()) {
            Pools.warm(pool);
            Submission submission = pool.submit(WIRE, 0, WIRE.length, Options.DEFAULT.withFanOut(1));
            submission.accepted().get();
            a.kill();
            landed.set(true);
            assertThat(submission.settled().get().state()).isEqualTo(State.CONFIRMED);
        }
    }

    @Test
    void theSameTransactionIsOneSubmission() throws Exception {
        try (TestNode node = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            Submission first = pool.submit(WIRE, 0, WIRE.length);
            Submission second = pool.submit(WIRE.clone(), 0, WIRE.length);
            landed.set(true);
            assertThat(first.settled().get().state()).isEqualTo(State.CONFIRMED);
            assertThat(second.settled().get().state()).isEqualTo(State.CONFIRMED);
            assertThat(pool.stats().submissions()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledOrClosedSubmissionIsUnknown() throws Exception {
        try (TestNode node = node(SubmissionTest::ok)) {
            SolanaConnectionPool pool = Pools.builder(node).build();
            Submission cancelled = pool.submit(WIRE, 0, WIRE.length);
            cancelled.cancel();
            assertThat(cancelled.settled().get().state()).isEqualTo(State.UNKNOWN);
            byte[] other = Wires.transaction(10);
            Submission open = pool.submit(other, 0, other.length);
            pool.close();
            assertThat(open.settled().get().state()).isEqualTo(State.UNKNOWN);
            assertThatThrownBy(() -> pool.rpc().getSlot()).isInstanceOf(RpcException.PoolClosed.class);
        }
    }

    @Test
    void submitNodesTakeTransactionsOnly() throws Exception {
        try (TestNode engine = node(SubmissionTest::ok);
                TestNode rpc = node(SubmissionTest::ok);
                SolanaConnectionPool pool = Pools.patient()
                        .primary(rpc.url())
                        .addNode(RpcNode.builder("engine", engine.url())
                                .role(RpcNode.Role.SUBMIT)
                                .build())
                        .build()) {
            Pools.await(() -> pool.stats().node(rpc.name()).processedSlot() >= 0);
            for (int i = 0; i < 20; i++) {
                pool.rpc().getSlot();
            }
            assertThat(engine.requestCount() + engine.probeCount()).isZero();
            Submission submission = pool.submit(WIRE, 0, WIRE.length);
            Pools.await(() -> submission.outcome().acceptedBy().containsAll(List.of("engine", rpc.name())));
            landed.set(true);
            assertThat(submission.settled().get().state()).isEqualTo(State.CONFIRMED);
            assertThat(engine.requestCount()).isEqualTo(engine.requestCount("sendTransaction"));
        }
    }
}
