package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A topic that somebody follows, under one id.
 *
 * <p>Threading: confined to the node's loop.
 */
final class Subscription {
    private final long id;
    private final Topic topic;
    private final byte[] before;
    private final byte[] after;
    private final Set<WebSocketPeer> peers = new LinkedHashSet<>();

    Subscription(long id, Topic topic, boolean idFirst) {
        this.id = id;
        this.topic = topic;
        String head = "{\"jsonrpc\":\"2.0\",\"method\":\"" + topic.kind().notification() + "\",\"params\":{";
        String idMember = "\"subscription\":" + Long.toUnsignedString(id);
        before = ascii(head + (idFirst ? idMember + ",\"result\":" : "\"result\":"));
        after = ascii(idFirst ? "}}" : "," + idMember + "}}");
    }

    /** The frame that carries a result, the same for all its followers. */
    byte[] frame(byte[] resultJson) {
        return WebSocketPeer.textFrame(before, resultJson, after);
    }

    long id() {
        return id;
    }

    Topic topic() {
        return topic;
    }

    Set<WebSocketPeer> peers() {
        return peers;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
