package io.trenchbot.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a method, for a number of requests. */
final class MethodFault {
    /** Which of the things it is. */
    enum Kind {
        ERROR,
        HTTP_STATUS,
        TRUNCATED_REPLY,
        NO_REPLY
    }

    private final Kind kind;
    private final int code;
    private final String text;
    private final @Nullable Duration retryAfter;
    private final AtomicInteger remaining;

    private MethodFault(Kind kind, int code, String text, @Nullable Duration retryAfter, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("a fault for " + times + " requests");
        }
        this.kind = kind;
        this.code = code;
        this.text = text;
        this.retryAfter = retryAfter;
        this.remaining = new AtomicInteger(times);
    }

    static MethodFault error(int code, String message, int times) {
        return new MethodFault(Kind.ERROR, code, message, null, times);
    }

    static MethodFault tooManyRequests(@Nullable Duration retryAfter, int times) {
        String body =
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\": 429, \"message\":\"Too many requests for a specific RPC call\"}, \"id\": null }";
        return new MethodFault(Kind.HTTP_STATUS, 429, body, retryAfter, times);
    }

    static MethodFault htmlPage(int status, int times) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a status with a page: " + status);
        }
        String title = status + " " + HttpReply.reason(status);
        String page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                + "</h1></center>\r\n</body>\r\n</html>\r\n";
        return new MethodFault(Kind.HTTP_STATUS, status, page, null, times);
    }

    static MethodFault truncatedReply(int times) {
        return new MethodFault(Kind.TRUNCATED_REPLY, 0, "", null, times);
    }

    static MethodFault noReply(int times) {
        return new MethodFault(Kind.NO_REPLY, 0, "", null, times);
    }

    /** Uses one occurrence up; false if none was left. */
    boolean take() {
        return remaining.get() == Faults.UNTIL_CLEARED || remaining.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    Kind kind() {
        return kind;
    }

    RpcException error() {
        return new RpcException(code, text);
    }

    HttpReply reply() {
        boolean json = text.startsWith("{");
        HttpReply reply = HttpReply.of(code, json ? "application/json" : "text/html", text);
        return retryAfter == null ? reply : reply.with("Retry-After: " + Math.max(0, retryAfter.toSeconds()));
    }
}
