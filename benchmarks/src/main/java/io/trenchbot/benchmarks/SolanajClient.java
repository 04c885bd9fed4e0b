package io.trenchbot.benchmarks;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.p2p.solanaj.ws.SubscriptionWebSocketClient;

/** solanaj subscribed to logs or blocks, the recordings that it has methods for. */
final class SolanajClient implements AutoCloseable {
    private static final String ACCOUNT = "Vote111111111111111111111111111111111111111";
    private static final int CONNECT_SECONDS = 5;

    private final Arrivals arrivals;
    private final SubscriptionWebSocketClient client;

    SolanajClient(URI url, Recording recording, Arrivals arrivals) throws InterruptedException {
        this.arrivals = arrivals;
        client = SubscriptionWebSocketClient.getExactPathInstance(url.toString());
        Check.that(client.waitForConnection(CONNECT_SECONDS, TimeUnit.SECONDS), "connected");
        CompletableFuture<Long> unused = recording == Recording.LOGS
                ? client.logsSubscribe(ACCOUNT, this::event)
                : client.blockSubscribe(this::block);
    }

    private void block(Object event) {
        Map<?, ?> block = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) event).get("block"));
        for (Object transaction : (List<?>) Objects.requireNonNull(block.get("transactions"))) {
            Map<?, ?> members = (Map<?, ?>) transaction;
            List<?> encoded = (List<?>) Objects.requireNonNull(members.get("transaction"));
            byte[] wire = Base64.getDecoder().decode((String) encoded.get(0));
            Map<?, ?> meta = (Map<?, ?>) Objects.requireNonNull(members.get("meta"));
            boolean failed = meta.get("err") != null;
            int lines = ((List<?>) Objects.requireNonNull(meta.get("logMessages"))).size();
            if (arrivals.keeps()) {
                arrivals.keep(Arrays.hashCode(wire) + " " + failed + " " + lines);
            }
            arrivals.arrived(wire.length + (failed ? 1 : 0) + lines);
        }
    }

    private void event(Object event) {
        Map<?, ?> logs = (Map<?, ?>) event;
        String signature = String.valueOf(logs.get("signature"));
        boolean failed = logs.get("err") != null;
        List<?> lines = (List<?>) Objects.requireNonNull(logs.get("logs"));
        if (arrivals.keeps()) {
            // The slot is not handed over.
            StringBuilder text = Notifications.text(0, signature, failed);
            lines.forEach(line -> text.append(' ').append(line));
            arrivals.keep(text.toString());
        }
        long chars = 0;
        for (Object line : lines) {
            chars += ((String) line).length();
        }
        arrivals.arrived(signature.length() + (failed ? 1 : 0) + chars);
    }

    @Override
    public void close() {
        client.close();
    }
}
