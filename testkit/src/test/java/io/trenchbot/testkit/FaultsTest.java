package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private LocalLedger ledger;
    private LocalNode node;
    private TestRpc rpc;

    @BeforeEach
    void serve() throws Exception {
        ledger = LocalLedger.generated(3)
                .transactionsPerSecond(200)
                .slotDuration(Duration.ofMillis(50))
                .build();
        node = LocalNode.serve(ledger);
        rpc = new TestRpc(node);
    }

    @AfterEach
    void close() {
        node.close();
        ledger.close();
    }

    @Test
    void aDropWithACloseFrameGives1001() throws Exception {
        TestClient client = TestClient.connect(node);
        node.faults().drop(Faults.Drop.CLOSE_FRAME);
        assertThat(client.closeCode()).isEqualTo(1001);
        TestClient.connect(node).closeBlocking();
        assertThat(node.stats().connectionsDroppedByFaults()).isEqualTo(1);
    }

    @Test
    void anAbruptDropGives1006() throws Exception {
        TestClient client = TestClient.connect(node);
        node.faults().drop(Faults.Drop.ABRUPT);
        assertThat(client.closeCode()).isEqualTo(1006);
    }

    @Test
    void aResetIsAResetOnTheWire() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", node.webSocketUrl().getPort())) {
            until(() -> node.stats().connectionsOpen() == 1);
            node.faults().drop(Faults.Drop.RESET);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void refusedConnectionsAreRefusedOnBothPortsUntilCleared() throws Exception {
        node.faults().refuse(true);
        for (int port : List.of(node.rpcUrl().getPort(), node.webSocketUrl().getPort())) {
            until(() -> refused(port));
        }
        node.faults().clear();
        until(() -> !refused(node.rpcUrl().getPort())
                && !refused(node.webSocketUrl().getPort()));
        assertThat(rpc.result("getHealth", "[]").asText()).isEqualTo("ok");
    }

    private static boolean refused(int port) {
        try {
            new Socket("127.0.0.1", port).close();
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (SocketException e) {
            return false; // it was in the backlog when the port closed
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStallLeavesConnectionsOpenAndSilentThenGoesOn() throws Exception {
        TestClient client = TestClient.connect(node);
        client.subscribe("slotSubscribe", "[]");
        client.notification("slotNotification");
        node.faults().stall(true);
        long lost = node.stats().notificationsLost();
        until(() -> node.stats().notificationsLost() > lost + 2);
        client.frames.clear();
        client.sendPing();
        try (Socket fresh = new Socket("127.0.0.1", node.rpcUrl().getPort())) {
            fresh.setSoTimeout(300);
            fresh.getOutputStream().write("GET /health HTTP/1.1\r\n\r\n".getBytes());
            assertThatThrownBy(() -> fresh.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(client.pongs).isEmpty();
            assertThat(client.frames).isEmpty();
            assertThat(client.isOpen()).isTrue();
            node.faults().stall(false);
            fresh.setSoTimeout(10_000);
            assertThat(fresh.getInputStream().read()).isEqualTo('H');
        }
        client.notification("slotNotification");
        until(() -> !client.pongs.isEmpty());
        client.closeBlocking();
    }

    @Test
    void halfOpenConnectionsStaySilentWhileNewOnesWork() throws Exception {
        TestClient stale = TestClient.connect(node);
        stale.subscribe("slotSubscribe", "[]");
        node.faults().stallOpenConnections();
        TestClient fresh = TestClient.connect(node);
        fresh.subscribe("slotSubscribe", "[]");
        fresh.notification("slotNotification");
        stale.frames.clear();
        fresh.notification("slotNotification");
        fresh.notification("slotNotification");
        assertThat(stale.frames).isEmpty();
        assertThat(stale.isOpen()).isTrue();
        fresh.closeBlocking();
        stale.close();
    }

    @Test
    void aGarbageFrameIsTextThatIsNoJson() throws Exception {
        TestClient client = TestClient.connect(node);
        node.faults().garbageFrame();
        String frame = client.await(text -> true);
        assertThatThrownBy(() -> TestClient.JSON.readTree(frame)).isInstanceOf(Exception.class);
        assertThat(client.isOpen()).isTrue();
        client.closeBlocking();
    }

    @Test
    void aTruncatedFrameEndsTheStreamInTheMiddle() throws Exception {
        TestClient client = TestClient.connect(node);
        node.faults().truncatedFrame();
        assertThat(client.closeCode()).isEqualTo(1006);
        assertThat(client.frames).isEmpty();
    }

    @Test
    void duplicatesFollowTheirOriginals() throws Exception {
        node.faults().duplicate(1);
        TestClient client = TestClient.connect(node);
        client.subscribe("slotSubscribe", "[]");
        List<Long> slots = slots(client, 6);
        assertThat(slots.get(1)).isEqualTo(slots.get(0));
        assertThat(slots.get(3)).isEqualTo(slots.get(2)).isGreaterThan(slots.get(1));
        assertThat(node.stats().notificationsDuplicated()).isGreaterThanOrEqualTo(3);
        client.closeBlocking();
    }

    @Test
    void disorderLosesNothing() throws Exception {
        node.faults().reorder(1);
        TestClient client = TestClient.connect(node);
        client.subscribe("slotSubscribe", "[]");
        List<Long> slots = slots(client, 6);
        long first = slots.get(1);
        assertThat(slots).containsExactly(first + 1, first, first + 3, first + 2, first + 5, first + 4);
        assertThat(node.stats().notificationsReordered()).isGreaterThanOrEqualTo(3);
        client.closeBlocking();
    }

    @Test
    void lossIsCountedToTheLastNotification() throws Exception {
        TestClient client = TestClient.connect(node);
        long id = client.subscribe("slotSubscribe", "[]");
        node.faults().lose(0.5);
        until(() -> node.stats().notificationsLost() >= 10);
        assertThat(client.request("slotUnsubscribe", "[" + id + "]")).contains("true");
        NodeStats stats = node.stats();
        assertThat(client.frames).hasSize((int) (stats.notificationCount() - stats.notificationsLost()));
        client.closeBlocking();
    }

    private static List<Long> slots(TestClient client, int count) throws Exception {
        List<Long> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(client.notification("slotNotification")
                    .at("/params/result/slot")
                    .asLong());
        }
        return slots;
    }

    @Test
    void aLaggingNodeShowsThePastOnBothInterfaces() throws Exception {
        try (LocalNode current = LocalNode.serve(ledger)) {
            node.faults().lag(20);
            until(() -> ledger.slot() > 300_000_045);
            long behind = new TestRpc(current)
                            .result("getSlot", "[{\"commitment\":\"processed\"}]")
                            .asLong()
                    - rpc.result("getSlot", "[{\"commitment\":\"processed\"}]").asLong();
            assertThat(behind).isBetween(17L, 24L);
            JsonNode error = rpc.error("getSlot", "[{\"minContextSlot\":" + (ledger.slot() - 5) + "}]");
            assertThat(error.get("code").asInt()).isEqualTo(-32016);
            assertThat(error.at("/data/contextSlot").isIntegralNumber()).isTrue();
            node.faults().lag(0);
            until(() -> slot(rpc) >= ledger.slot() - 3);
        }
    }

    private static long slot(TestRpc rpc) {
        try {
            return rpc.result("getSlot", "[{\"commitment\":\"processed\"}]").asLong();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNodeFarBehindIsUnhealthy() throws Exception {
        try (LocalLedger fast = LocalLedger.generated(4)
                        .slotDuration(Duration.ofMillis(5))
                        .build();
                LocalNode behind = LocalNode.serve(fast)) {
            behind.faults().lag(200);
            until(() -> fast.slot() > 300_000_140);
            JsonNode error = new TestRpc(behind).error("getHealth", "[]");
            assertThat(error.get("code").asInt()).isEqualTo(-32005);
            assertThat(error.at("/data/numSlotsBehind").asLong()).isGreaterThanOrEqualTo(128);
        }
    }

    @Test
    void aMethodsErrorsAreForThatManyRequests() throws Exception {
        node.faults().error("getSlot", -32603, "Internal error", 2);
        assertThat(rpc.error("getSlot", "[]").get("code").asInt()).isEqualTo(-32603);
        assertThat(rpc.result("getBlockHeight", "[]").isNumber()).isTrue();
        assertThat(rpc.error("getSlot", "[]").get("message").asText()).isEqualTo("Internal error");
        assertThat(rpc.result("getSlot", "[]").isNumber()).isTrue();
        node.faults().error("logsSubscribe", -32603, "Subscription refused", 1);
        TestClient client = TestClient.connect(node);
        assertThat(client.request("logsSubscribe", "[\"all\"]")).contains("-32603");
        assertThat(client.request("logsSubscribe", "[\"all\"]")).contains("\"result\":");
        client.closeBlocking();
    }

    @Test
    void tooManyRequestsNamesTheWait() throws Exception {
        node.faults().tooManyRequests(Faults.ANY_METHOD, Duration.ofSeconds(3), 1);
        HttpResponse<String> reply = rpc.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getSlot\"}");
        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("3");
        assertThat(rpc.result("getSlot", "[]").isNumber()).isTrue();
    }

    @Test
    void aProxysPageIsHtml() throws Exception {
        node.faults().htmlPage("getSlot", 502, Faults.UNTIL_CLEARED);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> reply = rpc.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getSlot\"}");
            assertThat(reply.statusCode()).isEqualTo(502);
            assertThat(reply.headers().firstValue("content-type")).contains("text/html");
            assertThat(reply.body()).startsWith("<html>").contains("502 Bad Gateway");
        }
        node.faults().clear();
        assertThat(rpc.result("getSlot", "[]").isNumber()).isTrue();
    }

    @Test
    void aTruncatedReplyBreaksTheBodyAfterTheMethodWasCarriedOut() throws Exception {
        node.faults().truncatedReply("getSlot", 1);
        assertThatThrownBy(() -> rpc.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getSlot\"}"))
                .isInstanceOf(java.io.IOException.class);
        assertThat(node.stats().requests().get("getSlot")).isEqualTo(1);
    }

    @Test
    void repliesAreDelayed() throws Exception {
        rpc.result("getSlot", "[]");
        node.faults().replyDelay(Duration.ofMillis(150), Duration.ofMillis(200));
        long startNs = System.nanoTime();
        rpc.result("getSlot", "[]");
        assertThat(System.nanoTime() - startNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    void noReplyMeansThatTheMethodWasCarriedOutAndNobodyHears() throws Exception {
        node.faults().noReply("getSlot", 1);
        try (Socket socket = new Socket("127.0.0.1", node.rpcUrl().getPort())) {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getSlot\"}";
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes());
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(node.stats().requests().get("getSlot")).isEqualTo(1);
        assertThat(rpc.result("getSlot", "[]").isNumber()).isTrue();
    }

    @Test
    void newConnectionsWaitForTheAcceptDelay() throws Exception {
        node.faults().acceptDelay(Duration.ofMillis(200));
        long startNs = System.nanoTime();
        TestClient.connect(node).closeBlocking();
        assertThat(System.nanoTime() - startNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void anotherGenesisHashIsClaimed() throws Exception {
        assertThat(rpc.result("getGenesisHash", "[]").asText()).isEqualTo(ledger.genesisHash());
        node.faults().genesisHash("4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY");
        assertThat(rpc.result("getGenesisHash", "[]").asText())
                .isEqualTo("4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY");
    }

    @Test
    void aSlowReaderIsDroppedWithoutACloseFrame() throws Exception {
        Path recording = Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip");
        try (LocalLedger blocks = LocalLedger.recorded(recording)
                        .transactionsPerSecond(50_000)
                        .slotDuration(Duration.ofMillis(50))
                        .build();
                LocalNode small =
                        LocalNode.builder(blocks).maxQueuedBytes(100_000).build();
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new java.net.InetSocketAddress(
                    "127.0.0.1", small.webSocketUrl().getPort()));
            SlowReader.subscribeToTransactions(socket);
            until(() -> small.stats().subscriptionsOpen() == 1);
            blocks.start();
            until(() -> small.stats().connectionsDroppedAsSlow() == 1);
            until(() -> small.stats().subscriptionsOpen() == 0);
            assertThat(small.stats().notificationsLost()).isPositive();
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition within 20 s").isLessThan(deadlineNs);
            Thread.sleep(2);
        }
    }
}
