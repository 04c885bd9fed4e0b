package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in one call, attempt by attempt, and the exception that says so in the end.
 *
 * <p>Guarded by its call.
 */
final class CallFailures {
    private final RpcRequest request;
    private List<RpcException> all = List.of();

    CallFailures(RpcRequest request) {
        this.request = request;
    }

    void add(RpcException failure) {
        if (all.isEmpty()) {
            all = new ArrayList<>(2);
        }
        all.add(failure);
    }

    /** The failure that ends the call, with the others as its suppressed ones. */
    RpcException last(RpcException why) {
        for (RpcException earlier : all) {
            if (earlier != why) {
                why.addSuppressed(earlier);
            }
        }
        return why;
    }

    static RpcException of(Attempt attempt, Outcome outcome, @Nullable IOException cause) {
        String node = attempt.node().name();
        return switch (outcome.symptom()) {
            case DECODER -> new RpcException.Decoding(node, attempt.method(), cause);
            case MALFORMED, TOO_LARGE -> new RpcException.MalformedResponse(node, outcome.message(), cause);
            case ERROR_REPLY ->
                new RpcException.ErrorReply(node, outcome.code(), outcome.message(), outcome.dataJson());
            case UNTRUSTED -> new RpcException.NodeConfiguration(node, outcome.message(), cause);
            default ->
                Classification.action(outcome) == Action.MISCONFIGURED
                        ? new RpcException.NodeConfiguration(node, outcome.message(), cause)
                        : new RpcException.Transport(
                                node, outcome.httpStatus(), outcome.symptom() + " " + outcome.message(), cause);
        };
    }

    RpcException timeout(long timeoutNs, int wireCount) {
        return new RpcException.Timeout(request.method() + " had no result within "
                + Duration.ofNanos(timeoutNs).toMillis() + " ms, after " + wireCount + " attempts");
    }

    RpcException limited(long freeInNs) {
        Duration free = Duration.ofNanos(freeInNs);
        return new RpcException.RateLimited(
                null,
                request.method() + ": every node that could answer is at its rate limit for " + free.toMillis() + " ms",
                free);
    }

    /** What to say when nobody is left to ask: the node's own words if they are all of one node. */
    RpcException nobodyLeft() {
        RpcException last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last instanceof RpcException.ErrorReply || last instanceof RpcException.Decoding) {
            return last;
        }
        if (last != null && request.nodeName() != null) {
            return last;
        }
        StringBuilder text = new StringBuilder("no node answered ").append(request.method());
        all.forEach(each -> text.append("; ").append(each.getMessage()));
        if (all.isEmpty()) {
            text.append(": none is in service for it");
        }
        return new RpcException.NoNodeAvailable(text.toString());
    }
}
