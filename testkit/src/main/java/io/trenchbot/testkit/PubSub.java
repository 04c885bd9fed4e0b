package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscribe and unsubscribe methods of a node.
 *
 * <p>Threading: confined to the node's loop.
 */
final class PubSub implements WebSocketPeer.Listener {
    private final Subscriptions subscriptions;
    private final LocalNode.Dialect dialect;
    private final Set<String> refusedMethods;
    private final Faults faults;
    private final NodeCounters counters;

    PubSub(
            Subscriptions subscriptions,
            LocalNode.Dialect dialect,
            Set<String> refusedMethods,
            Faults faults,
            NodeCounters counters) {
        this.subscriptions = subscriptions;
        this.dialect = dialect;
        this.refusedMethods = refusedMethods;
        this.faults = faults;
        this.counters = counters;
    }

    @Override
    public void message(WebSocketPeer peer, byte[] utf8) {
        if (!Utf8.valid(utf8)) {
            peer.connection().abandon();
            return;
        }
        RpcCall.Message message = RpcCall.parse(utf8);
        List<String> replies = new ArrayList<>();
        for (RpcCall call : message.calls()) {
            String reply = reply(peer, call);
            if (!call.notification()) {
                replies.add(reply);
            }
        }
        if (!replies.isEmpty()) {
            peer.reply(message.batch() ? "[" + String.join(",", replies) + "]" : replies.get(0));
        }
    }

    @Override
    public void closed(WebSocketPeer peer) {
        subscriptions.removeAll(peer);
    }

    private String reply(WebSocketPeer peer, RpcCall call) {
        try {
            return envelope(call, "\"result\":" + result(peer, call));
        } catch (RpcException e) {
            return envelope(call, "\"error\":" + e.json());
        }
    }

    private String envelope(RpcCall call, String outcome) {
        String id = "\"id\":" + call.idJson();
        boolean idFirst = dialect == LocalNode.Dialect.HELIUS;
        return "{\"jsonrpc\":\"2.0\"," + (idFirst ? id + "," + outcome : outcome + "," + id) + "}";
    }

    private String result(WebSocketPeer peer, RpcCall call) throws RpcException {
        RpcException invalid = call.invalid();
        if (invalid != null) {
            throw invalid;
        }
        Topic.Kind subscribed = TopicParser.subscribed(call.method());
        Topic.Kind unsubscribed = TopicParser.unsubscribed(call.method());
        boolean served = (subscribed != null || unsubscribed != null) && !refusedMethods.contains(call.method());
        counters.request(served ? call.method() : "unknown");
        fail(faults.take(call.method()));
        if (served && subscribed != null) {
            return Long.toUnsignedString(
                    subscriptions.add(peer, TopicParser.parse(subscribed, Params.of(call.params()))));
        }
        if (served) {
            return unsubscribe(peer, Params.of(call.params()));
        }
        throw RpcException.methodNotFound();
    }

    private String unsubscribe(WebSocketPeer peer, Params params) throws RpcException {
        boolean removed = subscriptions.remove(peer, params.unsigned(0));
        if (!removed && dialect == LocalNode.Dialect.AGAVE) {
            throw RpcException.invalidParams("Invalid subscription id.");
        }
        return String.valueOf(removed);
    }

    private static void fail(@Nullable MethodFault fault) throws RpcException {
        if (fault != null && fault.kind() == MethodFault.Kind.ERROR) {
            throw fault.error();
        }
    }
}
