package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back over a connection that works: answers that are none, error pages, bodies without an end. */
@Timeout(120)
class ReplyFaultsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"jsonrpc\":\"2.0\",\"result\":{\"context\":",
                "LENGTH {\"jsonrpc\":\"2.0\",\"result\":{\"context\":{\"slot\":1",
                "LENGTH <html><body>ok</body></html>",
                "LENGTH ",
                "LENGTH {\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}",
                "LENGTH {\"jsonrpc\":\"2.0\",\"result\":1,\"id\":ID,\"id\":ID}",
                "LENGTH {\"jsonrpc\":\"2.0\",\"result\":1,\"result\":2,\"id\":ID}",
                "LENGTH {\"jsonrpc\":\"2.0\",\"id\":ID}",
                "LENGTH [1,2,3]",
                "LENGTH {\"jsonrpc\":\"2.0\",\"result\":1,\"id\":ID}{}",
                "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 20\r\n\r\n<html>no luck</html>",
                "HTTP/1.1 503 Unavailable\r\nContent-Length: 20\r\nRetry-After: 0\r\n\r\n<html>no luck</html>",
                "HTTP/1.1 504 Timeout\r\nContent-Length: 20\r\n\r\n<html>no luck</html>",
                "HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 307 Elsewhere\r\nContent-Length: 0\r\nLocation: /other\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void anAnswerThatIsNoneIsAFaultAndNeverAValue(String answer) throws Exception {
        try (TestNode bad = new TestNode();
                TestNode good = new TestNode();
                SolanaConnectionPool pool = Pools.favoring(bad, good)
                        .hedge(0.95, Duration.ofMillis(2), 0)
                        .build()) {
            bad.script = (request, exchange) -> {
                String text = answer.replace("ID", request.id());
                if (text.startsWith("LENGTH ")) {
                    exchange.http(200, "Content-Type: application/json\r\n", text.substring(7));
                } else {
                    exchange.raw(text);
                    if (!text.contains("Content-Length: 0") && !text.contains("Content-Length: 20")) {
                        exchange.close();
                    }
                }
            };
            int attempts = 0;
            for (int i = 0; i < 20; i++) {
                RpcResponse<byte[]> response = pool.call("getBalance", "[\"a\"]");
                assertThat(response.node()).isEqualTo(good.name());
                attempts += response.attempts();
            }
            assertThat(bad.requestCount()).isPositive();
            // No attempt was more than one request: neither a 408, nor a 503 with Retry-After, nor a redirect.
            assertThat(bad.requestCount() + good.requestCount()).isEqualTo(attempts);
            assertThat(pool.stats().node(bad.name()).faults()).isEqualTo(bad.requestCount());
        }
    }

    @Test
    void theFailureKeepsStatusAndBeginningOfAnErrorPageWithoutTheKey() {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.patient()
                        .primary(node.url() + "?api-key=verysecretkey")
                        .attemptsMax(1)
                        .build()) {
            node.script = (request, exchange) -> exchange.http(
                    502,
                    "Content-Type: text/html\r\n",
                    "<html>cannot reach /?api-key=verysecretkey" + "x".repeat(5000));
            assertThatThrownBy(() -> pool.call("getBalance", "[\"a\"]"))
                    .isInstanceOf(RpcException.NoNodeAvailable.class)
                    .hasMessageContaining("502")
                    .hasMessageContaining("cannot reach")
                    .hasMessageNotContaining("verysecretkey")
                    .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
        }
    }

    @Test
    void errorBodiesUnderAnErrorStatusAreReadFirst() {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            node.script = (request, exchange) -> exchange.error(500, -32602, "Invalid param", null);
            assertThatThrownBy(() -> pool.call("getBalance", "[\"a\"]"))
                    .isInstanceOfSatisfying(
                            RpcException.ErrorReply.class,
                            e -> assertThat(e.code()).isEqualTo(-32602));
            assertThat(pool.stats().node(node.name()).faults()).isZero();
            node.script = (request, exchange) -> exchange.error(403, -32602, "banned", null);
            assertThatThrownBy(() -> pool.call("getBalance", "[\"a\"]")).isInstanceOf(RpcException.class);
            assertThat(pool.stats().node(node.name()).state()).isEqualTo(PoolStats.NodeState.MISCONFIGURED);
        }
    }

    @Test
    void aReplyOverTheLimitIsRefusedWithoutReadingItAll() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool =
                        Pools.builder(node).responseBytesMax(1 << 20).build()) {
            node.script = (request, exchange) -> exchange.result("\"" + "x".repeat(2 << 20) + "\"");
            assertThatThrownBy(() -> pool.call("getProgramAccounts", "[\"a\"]"))
                    .isInstanceOf(RpcException.MalformedResponse.class)
                    .hasMessageContaining("1048576");
            node.script = (request, exchange) -> {
                ByteArrayOutputStream bomb = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
                    for (int i = 0; i < 64; i++) {
                        gzip.write(new byte[1 << 20]);
                    }
                }
                exchange.raw(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n");
                exchange.raw(bomb.toByteArray());
            };
            assertThatThrownBy(() -> pool.call("getProgramAccounts", "[\"a\"]"))
                    .isInstanceOf(RpcException.MalformedResponse.class);
            assertThat(pool.stats().node(node.name()).faults()).isZero();
        }
    }

    @Test
    void fiftyMegabytesWithinTheLimitReachTheDecoder() throws Exception {
        try (TestNode node = new TestNode();
                SolanaConnectionPool pool = Pools.builder(node).build()) {
            byte[] chunk = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            node.script = (request, exchange) -> {
                exchange.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                chunk(exchange, "{\"jsonrpc\":\"2.0\",\"result\":[\"".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 50; i++) {
                    chunk(exchange, chunk);
                }
                chunk(exchange, ("\"],\"id\":" + request.id() + "}").getBytes(StandardCharsets.US_ASCII));
                chunk(exchange, new byte[0]);
            };
            RpcRequest request = RpcRequest.of("getProgramAccounts", "[\"a\"]");
            assertThat(pool.call(request, (json, offset, length) -> length).value())
                    .isEqualTo((50 << 20) + 4);
        }
    }

    private static void chunk(Exchange exchange, byte[] bytes) throws IOException {
        exchange.raw(Integer.toHexString(bytes.length) + "\r\n");
        exchange.raw(bytes);
        exchange.raw("\r\n");
    }
}
