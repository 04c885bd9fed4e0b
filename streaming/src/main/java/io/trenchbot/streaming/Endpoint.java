package io.trenchbot.streaming;

import java.net.URI;
import java.util.Map;

/**
 * A WebSocket address. Its path, query and user info may hold a key, so only {@link #name} is ever printed.
 *
 * @param index place in the builder
 * @param uri ws or wss
 * @param headers sent with the opening handshake
 */
record Endpoint(int index, URI uri, Map<String, String> headers) {
    Endpoint {
        headers = Map.copyOf(headers);
        boolean known = "ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException("a stream needs a ws:// or wss:// address with a host, not scheme "
                    + uri.getScheme() + " and host " + uri.getHost());
        }
    }

    /** Scheme, host and port. */
    String name() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public String toString() {
        return name();
    }
}
