package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int TIMEOUT_MILLIS = 20_000;

    private final ManualClock clock = new ManualClock();
    private final AtomicLong depth = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private PerformanceMonitor monitor;
    private Dashboard dashboard;

    @BeforeEach
    void start() {
        monitor = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .checks(HealthCheck.named("queue.fill", Measure.saturation("queue.depth", 100), 0.5, 0.9)
                        .critical()
                        .build())
                .build();
        monitor.gauge("queue.depth", depth::get);
        monitor.latency("pool.send").record(1_500_000);
        tick();
        dashboard = Dashboard.of(monitor).requestTimeout(Duration.ofMillis(400)).start();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        dashboard.close();
        dashboard.close();
        monitor.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, Host: evil.example, 421",
        "GET / HTTP/1.1, Host: localhost, 421",
        "GET / HTTP/1.1, X-None: 1, 421",
        "GET / HTTP/1.1, Host: HOST\\r\\nHost: HOST, 421",
        "GET / HTTP/1.1, Host: HOST\\r\\nOrigin: http://evil.example, 403",
        "GET / HTTP/1.1, Host: HOST\\r\\nOrigin: null, 403",
        "GET / HTTP/1.1, Host: HOST\\r\\nOrigin: https://HOST, 403",
        "GET / HTTP/1.1, Host: HOST\\r\\nOrigin: http://HOST, 200",
        "GET / HTTP/1.1, Host: LocalHost:PORT, 200",
        "GET / HTTP/1.1, Host: 127.0.0.1:PORT, 200",
        "POST / HTTP/1.1, Host: HOST\\r\\nContent-Length: 0, 405",
        "OPTIONS / HTTP/1.1, Host: HOST, 405",
        "DELETE /report.json HTTP/1.1, Host: HOST, 405",
        "GET /nothing HTTP/1.1, Host: HOST, 404",
        "GET /../../etc/passwd HTTP/1.1, Host: HOST, 404",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1, Host: HOST, 404",
        "GET /?range=1y HTTP/1.1, Host: HOST, 400",
        "GET /?token=x HTTP/1.1, Host: HOST, 400",
        "GET /?range=24h HTTP/1.1, Host: HOST, 200",
        "HEAD / HTTP/1.1, Host: HOST, 200",
    })
    void requestsAreJudgedByTheirHead(String line, String headers, int status) throws IOException {
        Answer answer = ask(line, headers.replace("\\r\\n", "\r\n"));
        assertThat(answer.status).isEqualTo(status);
        assertThat(answer.head)
                .contains("content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
                        + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'")
                .contains("x-content-type-options: nosniff")
                .contains("referrer-policy: no-referrer")
                .contains("cross-origin-opener-policy: same-origin")
                .contains("cross-origin-resource-policy: same-origin")
                .contains("x-frame-options: deny")
                .contains("cache-control: no-store")
                .doesNotContain("access-control-allow-origin");
        if (status == 405) {
            assertThat(answer.head).contains("allow: get, head");
        }
        if (line.startsWith("HEAD")) {
            assertThat(answer.body).isEmpty();
        }
    }

    @Test
    void thePageShowsTheReportWithoutScriptAndRefersOnlyToItself() throws IOException {
        Answer page = get("/");
        assertThat(page.head).contains("content-type: text/html; charset=utf-8");
        assertThat(page.body)
                .contains("pool.send")
                .contains("1500")
                .contains("queue.fill")
                .contains("class=\"UP\"");
        assertThat(page.body)
                .doesNotContain("<style")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContain(" style=");
        assertThat(page.body).doesNotContainPattern("<script(?! src=)");
        Matcher references =
                Pattern.compile("(?:src|href)=\"(?!data:,\")([^\"]*)\"").matcher(page.body);
        int count = 0;
        while (references.find()) {
            assertThat(references.group(1)).startsWith("/");
            assertThat(get(references.group(1)).status).isEqualTo(200);
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(6);
    }

    @Test
    void theScriptUsesOnlyPathsAndElementsThatExist() throws IOException {
        String script = get("/dashboard.js").body;
        String page = get("/").body;
        Matcher ids = Pattern.compile("getElementById\\('([a-z]+)'\\)").matcher(script);
        while (ids.find()) {
            assertThat(page).contains("id=\"" + ids.group(1) + "\"");
        }
        assertThat(page).contains("<main>").contains("data-range=\"5m\"");
        assertThat(get("/body?range=5m").status).isEqualTo(200);
        assertThat(script).doesNotContain("eval", "http:", "https:");
    }

    @Test
    void reportsAndMetricsHaveTheirTypes() throws IOException {
        Answer json = get("/report.json");
        assertThat(json.head).contains("content-type: application/json");
        assertThat(new ObjectMapper().readTree(json.body).get("version").asInt())
                .isOne();
        assertThat(get("/report.txt").body).contains("pool.send");
        assertThat(get("/report.html").body).contains("<style>").contains("</html>");
        assertThat(get("/metrics").head).contains("content-type: text/plain; version=0.0.4; charset=utf-8");
        Answer open = ask("GET /metrics HTTP/1.1", "Host: HOST\r\nAccept: application/openmetrics-text; version=1.0.0");
        assertThat(open.head).contains("content-type: application/openmetrics-text; version=1.0.0");
        assertThat(open.body).endsWith("# EOF\n");
    }

    @Test
    void alivenessAndReadinessAreTwoQuestions() throws IOException {
        assertThat(get("/ready").status).isEqualTo(200);
        depth.set(100);
        tick();
        assertThat(get("/ready").status).isEqualTo(503);
        assertThat(get("/ready").body).isEqualTo("DOWN\n");
        assertThat(get("/live").status).isEqualTo(200);
    }

    @Test
    void eventsCarryTheReportsAndResumeAfterTheLastOneSeen() throws IOException {
        Stream first = stream("X-None: 1");
        assertThat(first.nextEvent()).isEqualTo(1);
        tick();
        assertThat(first.nextEvent()).isEqualTo(2);
        assertThat(new ObjectMapper()
                        .readTree(first.data)
                        .get("latencies")
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("pool.send");
        tick();
        assertThat(first.nextEvent()).isEqualTo(3);
        Stream second = stream("Last-Event-ID: 1");
        assertThat(second.nextEvent()).isEqualTo(2);
        assertThat(second.nextEvent()).isEqualTo(3);
        for (String foreign : new String[] {"77", "-5", "x", "99999999999999999999"}) {
            Stream other = stream("Last-Event-ID: " + foreign);
            assertThat(other.nextEvent()).isEqualTo(3);
            other.close();
        }
    }

    @Test
    void theNinthStreamIsTurnedAwayUntilOneLeaves() throws IOException {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < EventHub.MAX_CLIENTS; i++) {
            streams.add(stream("X-None: 1"));
            streams.get(i).nextEvent();
        }
        Answer ninth = ask("GET /events HTTP/1.1", "Host: HOST");
        assertThat(ninth.status).isEqualTo(503);
        assertThat(ninth.head).contains("retry-after: 10");
        assertThat(get("/").status).as("pages are served beside full streams").isEqualTo(200);
        streams.get(3).close();
        await(() -> {
            tick();
            try (Stream again = stream("X-None: 1")) {
                return again.status == 200;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aStreamThatDoesNotReadIsDroppedAndTheOthersGoOn() throws IOException {
        // Big events fill the buffers of the socket quickly.
        for (int i = 0; i < 400; i++) {
            monitor.counter("some.counter.with.a.rather.long.name.number." + i, () -> 1);
        }
        Stream reader = stream("X-None: 1");
        Socket idle = open();
        send(idle, "GET /events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
        AtomicLong seen = new AtomicLong();
        Thread reading = new Thread(() -> {
            try {
                while (true) {
                    seen.set(reader.nextEvent());
                }
            } catch (IOException | RuntimeException e) {
                // The test is over.
            }
        });
        reading.setDaemon(true);
        reading.start();
        await(() -> {
            tick();
            return threads("trenchbot-dashboard") >= 2;
        });
        long[] published = {0};
        await(() -> {
            tick();
            published[0]++;
            return published[0] > 60 && threads("trenchbot-dashboard") >= 1 && isGone(idle);
        });
        long before = seen.get();
        await(() -> {
            tick();
            return seen.get() > before;
        });
    }

    @Test
    void halfARequestDoesNotHoldAThreadForEver() throws IOException {
        List<Socket> halves = new ArrayList<>();
        for (int i = 0; i < 2 * EventHub.MAX_CLIENTS; i++) {
            Socket half = open();
            send(half, "GET / HTTP/1.1\r\nHost: " + host());
            halves.add(half);
        }
        for (Socket half : halves) {
            assertThat(half.getInputStream().read()).isEqualTo(-1);
        }
        // A client sees the end of its connection a moment before the thread behind it is free again.
        await(this::answers);
    }

    private boolean answers() {
        try {
            return get("/live").status == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aTokenOpensByHeaderOrCookieAndNeverByTheAddress() throws IOException {
        dashboard.close();
        dashboard = Dashboard.of(monitor).token(TOKEN).start();
        Answer without = get("/");
        assertThat(without.status).isEqualTo(401);
        assertThat(without.head).contains("www-authenticate: bearer");
        assertThat(without.body).doesNotContain("pool.send");
        assertThat(get("/?token=" + TOKEN).status).isEqualTo(401);
        assertThat(get("/events").status).isEqualTo(401);
        assertThat(ask("GET / HTTP/1.1", "Host: HOST\r\nAuthorization: Bearer " + TOKEN).status)
                .isEqualTo(200);
        assertThat(ask("GET / HTTP/1.1", "Host: HOST\r\nAuthorization: Bearer " + TOKEN + "x").status)
                .isEqualTo(401);
        assertThat(ask("GET / HTTP/1.1", "Host: HOST\r\nAuthorization: Basic " + TOKEN).status)
                .isEqualTo(401);
        assertThat(ask("GET / HTTP/1.1", "Host: HOST\r\nCookie: a=b; trenchbot=" + TOKEN).status)
                .isEqualTo(200);
        assertThat(ask("GET / HTTP/1.1", "Host: HOST\r\nCookie: trenchbot=").status)
                .isEqualTo(401);
        assertThat(dashboard.uri().toString()).doesNotContain(TOKEN);
    }

    @Test
    void openDoorsAreRefused() throws IOException {
        InetAddress all = InetAddress.getByName("0.0.0.0");
        assertThatThrownBy(() -> Dashboard.of(monitor).address(all).start()).hasMessageContaining("0.0.0.0");
        assertThatThrownBy(() -> Dashboard.of(monitor).token("short").start())
                .hasMessageContaining("5 characters")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() ->
                        Dashboard.of(monitor).requestTimeout(Duration.ZERO).start())
                .hasMessageContaining("PT0S");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            Dashboard.of(monitor).port(taken.getLocalPort()).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        try (Dashboard open = Dashboard.of(monitor).address(all).token(TOKEN).start()) {
            assertThat(open.uri().getPort()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\r\n\r\n",
                "GET\r\n\r\n",
                "GET http://[ HTTP/1.1\r\n\r\n",
                "GET //x HTTP/1.1\r\n\r\n",
                "\r\n\r\n\r\n"
            })
    void garbageHarmsNothing(String bytes) throws IOException {
        Socket socket = open();
        send(socket, bytes);
        socket.shutdownOutput();
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // A reset is an answer too.
        }
        assertThat(get("/live").status).isEqualTo(200);
    }

    @Test
    void closingEndsStreamsAndThreads() throws IOException {
        Stream stream = stream("X-None: 1");
        stream.nextEvent();
        dashboard.close();
        assertThatThrownBy(() -> {
                    while (true) {
                        stream.nextEvent();
                    }
                })
                .isInstanceOf(IOException.class);
        await(() -> threads("trenchbot-dashboard") == 0);
    }

    private void tick() {
        clock.advance(Duration.ofSeconds(1));
        monitor.tick();
    }

    private String host() {
        return "localhost:" + dashboard.uri().getPort();
    }

    private Answer get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1", "Host: HOST");
    }

    private Answer ask(String line, String headers) throws IOException {
        String filled = headers.replace("HOST", host())
                .replace("PORT", Integer.toString(dashboard.uri().getPort()));
        try (Socket socket = open()) {
            send(socket, line + "\r\n" + filled + "\r\nConnection: close\r\n\r\n");
            return new Answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Stream stream(String header) throws IOException {
        Socket socket = open();
        send(socket, "GET /events HTTP/1.1\r\nHost: " + host() + "\r\n" + header + "\r\n\r\n");
        return new Stream(socket);
    }

    private Socket open() throws IOException {
        Socket socket = new Socket();
        // A small window, so that a reader that stops is felt soon.
        socket.setReceiveBufferSize(8 << 10);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new java.net.InetSocketAddress(
                InetAddress.getLoopbackAddress(), dashboard.uri().getPort()));
        opened.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** A server that closed makes a write fail sooner or later. */
    private static boolean isGone(Socket socket) {
        try {
            send(socket, "x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadlineNs);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private static final class Answer {
        final int status;
        final String head;
        final String body;

        Answer(String text) {
            int end = text.indexOf("\r\n\r\n");
            assertThat(end).as(text).isPositive();
            head = text.substring(0, end).toLowerCase(java.util.Locale.ROOT);
            body = text.substring(end + 4);
            status = Integer.parseInt(head.split(" ")[1]);
        }
    }

    private static final class Stream implements AutoCloseable {
        final Socket socket;
        final BufferedReader in;
        final int status;
        String data = "";

        Stream(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            this.status = Integer.parseInt(in.readLine().split(" ")[1]);
        }

        /** The id of the next event; lines that are no event (head, chunk sizes, comments) are passed over. */
        long nextEvent() throws IOException {
            long id = -1;
            while (true) {
                String line = in.readLine();
                if (line == null) {
                    throw new IOException("end of stream");
                } else if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                    return id;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
