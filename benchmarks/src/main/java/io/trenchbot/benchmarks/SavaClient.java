package io.trenchbot.benchmarks;

import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * sava subscribed to logs, the one of the two recordings that it has a method for. Called by reflection, since its classes
 * are of a later release than this is compiled for.
 */
final class SavaClient implements AutoCloseable {
    private static final String PACKAGE = "software.sava.rpc.json.http.";
    private static final String ACCOUNT = "Vote111111111111111111111111111111111111111";
    private static final int CONNECT_SECONDS = 5;

    private final Arrivals arrivals;
    private final AutoCloseable client;
    private final Method context;
    private final Method slot;
    private final Method signature;
    private final Method error;
    private final Method logs;

    SavaClient(URI url, Arrivals arrivals) throws Exception {
        this.arrivals = arrivals;
        Class<?> event = Class.forName(PACKAGE + "response.TxLogs");
        context = event.getMethod("context");
        slot = context.getReturnType().getMethod("slot");
        signature = event.getMethod("signature");
        error = event.getMethod("error");
        logs = event.getMethod("logs");
        Class<?> type = Class.forName(PACKAGE + "ws.SolanaRpcWebsocket");
        Class<?> builderType = Class.forName(PACKAGE + "ws.SolanaRpcWebsocket$Builder");
        Class<?> key = Class.forName("software.sava.core.accounts.PublicKey");
        Object builder = type.getMethod("build").invoke(null);
        builderType.getMethod("uri", URI.class).invoke(builder, url);
        builderType
                .getMethod("webSocketBuilder", java.net.http.HttpClient.class)
                .invoke(builder, java.net.http.HttpClient.newHttpClient());
        client = (AutoCloseable) builderType.getMethod("create").invoke(builder);
        Consumer<Object> consumer = this::event;
        type.getMethod("logsSubscribe", key, Consumer.class)
                .invoke(client, key.getMethod("fromBase58Encoded", String.class).invoke(null, ACCOUNT), consumer);
        ((CompletableFuture<?>) type.getMethod("connect").invoke(client)).get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    private void event(Object event) {
        try {
            String text = (String) signature.invoke(event);
            boolean failed = error.invoke(event) != null;
            List<?> lines = (List<?>) logs.invoke(event);
            if (arrivals.keeps()) {
                StringBuilder kept =
                        Notifications.text(((Number) slot.invoke(context.invoke(event))).longValue(), text, failed);
                lines.forEach(line -> kept.append(' ').append(line));
                arrivals.keep(kept.toString());
            }
            long chars = 0;
            for (Object line : lines) {
                chars += ((String) line).length();
            }
            arrivals.arrived(text.length() + (failed ? 1 : 0) + chars);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
