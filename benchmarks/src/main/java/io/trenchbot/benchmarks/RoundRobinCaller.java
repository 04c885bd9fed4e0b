package io.trenchbot.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * OkHttp over nodes in turn, with another library's breaker for each node and its repeats: a breaker opens after three
 * failures, a call is repeated at most twice, at once, at the next node whose breaker is not open.
 */
final class RoundRobinCaller implements Caller {
    private static final int TRIES_MAX = 3;
    private static final int FAILURES_MAX = 3;
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(1);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] BODY = ("{\"jsonrpc\":\"2.0\",\"id\":1234567890,\"method\":\"getBalance\",\"params\":"
                    + "[\"11111111111111111111111111111111\"]}")
            .getBytes(StandardCharsets.US_ASCII);

    /** Makes a call of a node's, in the node's breaker. */
    private interface Guard {
        long call(Callable<Long> exchange) throws Exception;
    }

    /** Repeats. */
    private interface Repeats {
        long call(Callable<Long> attempt) throws Exception;
    }

    private record Node(Request request, Guard guard) {}

    private final OkHttpClient client =
            new OkHttpClient.Builder().callTimeout(ATTEMPT_TIMEOUT).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final List<Node> nodes = new ArrayList<>();
    private final Repeats repeats;
    private final AtomicInteger next = new AtomicInteger();

    private RoundRobinCaller(List<String> urls, List<Guard> guards, Repeats repeats) {
        for (int i = 0; i < urls.size(); i++) {
            Request request = new Request.Builder()
                    .url(urls.get(i))
                    .post(RequestBody.create(BODY, JSON))
                    .build();
            nodes.add(new Node(request, guards.get(i)));
        }
        this.repeats = repeats;
    }

    /** No breaker, no repeat: what the HTTP client does by itself. */
    static RoundRobinCaller plain(List<String> urls) {
        return new RoundRobinCaller(
                urls, urls.stream().map(url -> (Guard) Callable::call).toList(), Callable::call);
    }

    static RoundRobinCaller resilience4j(List<String> urls) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowSize(FAILURES_MAX)
                .minimumNumberOfCalls(FAILURES_MAX)
                .failureRateThreshold(100)
                .waitDurationInOpenState(Duration.ofSeconds(5))
                .build();
        List<Guard> guards = urls.stream()
                .map(url -> CircuitBreaker.of(url, config))
                .map(breaker -> (Guard) breaker::executeCallable)
                .toList();
        Retry retry = Retry.of(
                "retry",
                RetryConfig.custom()
                        .maxAttempts(TRIES_MAX)
                        .waitDuration(Duration.ofMillis(1))
                        .build());
        return new RoundRobinCaller(urls, guards, retry::executeCallable);
    }

    static RoundRobinCaller failsafe(List<String> urls) {
        List<Guard> guards = urls.stream()
                .map(url -> dev.failsafe.CircuitBreaker.<Long>builder()
                        .withFailureThreshold(FAILURES_MAX)
                        .withDelay(Duration.ofSeconds(5))
                        .build())
                .map(breaker -> Failsafe.with(breaker))
                .map(executor -> (Guard) exchange -> executor.get(exchange::call))
                .toList();
        var retry = Failsafe.with(
                RetryPolicy.<Long>builder().withMaxRetries(TRIES_MAX - 1).build());
        return new RoundRobinCaller(urls, guards, attempt -> retry.get(attempt::call));
    }

    @Override
    public long call() throws Exception {
        return repeats.call(this::attempt);
    }

    /** At the next node whose breaker lets it through. */
    private long attempt() throws Exception {
        Exception open = new IOException("no node");
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
            try {
                return node.guard().call(() -> exchange(node.request()));
            } catch (io.github.resilience4j.circuitbreaker.CallNotPermittedException | CircuitBreakerOpenException e) {
                open = e;
            }
        }
        throw open;
    }

    private long exchange(Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            byte[] body = response.body().bytes();
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return mapper.readTree(body).get("result").longValue();
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
