package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC over HTTP: reads requests, applies the faults of their methods, answers them.
 *
 * <p>Threading: confined to the node's loop.
 */
final class RpcService {
    /** Answers one method: the result as JSON, now or on the loop later. */
    interface Method {
        CompletableFuture<String> call(Params params) throws RpcException;
    }

    /** As {@link Method}, for those that need not wait. */
    interface Immediate {
        String call(Params params) throws RpcException;
    }

    private final NodeLoop loop;
    private final Faults faults;
    private final NodeCounters counters;
    private final NodeView view;
    private final Map<String, Method> methods = new HashMap<>();

    RpcService(
            Ledger ledger, Head head, NodeLoop loop, Faults faults, NodeCounters counters, Set<String> refusedMethods) {
        this.loop = loop;
        this.faults = faults;
        this.counters = counters;
        this.view = new NodeView(ledger, head);
        new ClusterMethods(view, faults).addTo(this);
        new AccountMethods(view).addTo(this);
        new BlockMethods(view).addTo(this);
        new TransactionMethods(view).addTo(this);
        new SubmissionMethods(view, loop).addTo(this);
        methods.keySet().removeAll(refusedMethods);
    }

    void add(String name, Immediate method) {
        methods.put(name, params -> CompletableFuture.completedFuture(method.call(params)));
    }

    void addLater(String name, Method method) {
        methods.put(name, method);
    }

    /** Answers an HTTP request, null for never. */
    void handle(HttpRequest request, Consumer<HttpPeer.@Nullable Answer> answer) {
        HttpReply refusal = refusal(request);
        if (refusal != null) {
            answer.accept(new HttpPeer.Answer(refusal, false));
            return;
        }
        RpcCall.Message message = RpcCall.parse(request.body());
        List<CompletableFuture<String>> replies = new ArrayList<>();
        MethodFault httpFault = null;
        for (RpcCall call : message.calls()) {
            MethodFault fault = faults.take(call.method());
            if (fault != null && fault.kind() == MethodFault.Kind.HTTP_STATUS) {
                counters.request(known(call.method()));
                answer.accept(new HttpPeer.Answer(fault.reply(), false));
                return;
            }
            httpFault = fault != null && fault.kind() != MethodFault.Kind.ERROR ? fault : httpFault;
            CompletableFuture<String> reply = reply(call, fault);
            if (!call.notification()) {
                replies.add(reply);
            }
        }
        answerAll(message.batch(), replies, httpFault, answer);
    }

    private void answerAll(
            boolean batch,
            List<CompletableFuture<String>> replies,
            @Nullable MethodFault fault,
            Consumer<HttpPeer.@Nullable Answer> answer) {
        if (replies.size() == 1 && replies.get(0).isDone()) {
            finish(batch, replies, fault, answer);
            return;
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
                .thenRunAsync(() -> finish(batch, replies, fault, answer), loop);
    }

    private static void finish(
            boolean batch,
            List<CompletableFuture<String>> replies,
            @Nullable MethodFault fault,
            Consumer<HttpPeer.@Nullable Answer> answer) {
        if (fault != null && fault.kind() == MethodFault.Kind.NO_REPLY) {
            answer.accept(null);
            return;
        }
        String body =
                String.join(",", replies.stream().map(CompletableFuture::join).toList());
        HttpReply reply = HttpReply.json(batch && !replies.isEmpty() ? "[" + body + "]" : body);
        answer.accept(new HttpPeer.Answer(reply, fault != null && fault.kind() == MethodFault.Kind.TRUNCATED_REPLY));
    }

    /** What Agave answers to HTTP requests that carry no JSON-RPC; null for those that do. */
    private @Nullable HttpReply refusal(HttpRequest request) {
        if (request.method().equals("GET") && request.target().equals("/health")) {
            counters.request("health");
            return HttpReply.text(200, view.slotsBehind() < NodeView.UNHEALTHY_SLOTS ? "ok" : "behind");
        }
        if (request.method().equals("OPTIONS")) {
            return HttpReply.text(204, "")
                    .with("Allow: OPTIONS, POST")
                    .with("Access-Control-Allow-Origin: *")
                    .with("Access-Control-Allow-Headers: *");
        }
        if (!request.method().equals("POST")) {
            return HttpReply.text(405, "Used HTTP Method is not allowed. POST or OPTIONS is required\n");
        }
        if (!request.header("content-type").startsWith("application/json")) {
            return HttpReply.text(
                    415, "Supplied content type is not allowed. Content-Type: application/json is required\n");
        }
        return null;
    }

    private CompletableFuture<String> reply(RpcCall call, @Nullable MethodFault fault) {
        counters.request(known(call.method()));
        CompletableFuture<String> result;
        try {
            if (fault != null && fault.kind() == MethodFault.Kind.ERROR) {
                throw fault.error();
            }
            result = result(call);
        } catch (RpcException e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.handle((json, failure) -> envelope(call, json, failure));
    }

    private CompletableFuture<String> result(RpcCall call) throws RpcException {
        RpcException invalid = call.invalid();
        if (invalid != null) {
            throw invalid;
        }
        Method method = methods.get(call.method());
        if (method == null) {
            throw RpcException.methodNotFound();
        }
        return method.call(Params.of(call.params()));
    }

    private static String envelope(RpcCall call, @Nullable String result, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":" + call.idJson() + "}";
        }
        RpcException error = cause instanceof RpcException rpc
                ? rpc
                : new RpcException(RpcException.INTERNAL_ERROR, "Internal error");
        return "{\"jsonrpc\":\"2.0\",\"error\":" + error.json() + ",\"id\":" + call.idJson() + "}";
    }

    private String known(String method) {
        return methods.containsKey(method) ? method : "unknown";
    }
}
