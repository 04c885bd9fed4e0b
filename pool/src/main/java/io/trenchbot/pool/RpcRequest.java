package io.trenchbot.pool;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC request: method, parameters as JSON text, and how this call may be treated. The pool adds version and id.
 *
 * <p>Threading: immutable, any thread; may be used for any number of calls.
 */
public final class RpcRequest {
    private final String method;
    private final String paramsJson;
    private final Commitment commitment;
    private final MethodClass methodClass;
    private final long timeoutNs;
    private final long minContextSlot;
    private final boolean hedged;
    private final @Nullable String nodeName;
    private final byte @Nullable [] knownResult;
    private final @Nullable RequestBytes batchBytes;
    private final byte[] tail;

    private RpcRequest(Draft draft) {
        method = draft.method;
        paramsJson = draft.paramsJson;
        commitment = draft.commitment;
        methodClass = draft.methodClass;
        timeoutNs = draft.timeoutNs;
        minContextSlot = draft.minContextSlot;
        hedged = draft.hedged;
        nodeName = draft.nodeName;
        knownResult = draft.knownResult;
        batchBytes = draft.batchBytes;
        tail = (",\"method\":\"" + method + "\",\"params\":" + paramsJson + "}").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A request without parameters.
     *
     * @param method JSON-RPC method name
     * @return the request
     * @throws IllegalArgumentException if the name holds a character that no method name has
     */
    public static RpcRequest of(String method) {
        return of(method, "[]");
    }

    /**
     * A request with parameters.
     *
     * @param method JSON-RPC method name
     * @param paramsJson a JSON array, for example {@code ["4Nd1…", {"commitment":"confirmed"}]}
     * @return the request
     * @throws IllegalArgumentException if the parameters are not one JSON array, or the name is not a method name
     */
    public static RpcRequest of(String method, String paramsJson) {
        if (method.isEmpty() || !method.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '.')) {
            throw new IllegalArgumentException("not a method name: '" + method + "'");
        }
        Draft draft = new Draft(method, paramsJson);
        draft.commitment = Params.commitment(method, paramsJson);
        return new RpcRequest(draft);
    }

    /**
     * The method.
     *
     * @return JSON-RPC method name
     */
    public String method() {
        return method;
    }

    /**
     * The parameters.
     *
     * @return a JSON array
     */
    public String paramsJson() {
        return paramsJson;
    }

    /**
     * The same request with a deadline of its own instead of the pool's call timeout.
     *
     * @param timeout from the start of the call to its result, repeats included; above 0
     * @return the request
     */
    public RpcRequest withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout " + timeout + " is not above 0");
        }
        Draft draft = new Draft(this);
        draft.timeoutNs = timeout.toNanos();
        return new RpcRequest(draft);
    }

    /**
     * The same request, addressed to one node; it is never sent to another one.
     *
     * @param name name of the node
     * @return the request
     */
    public RpcRequest withNode(String name) {
        Draft draft = new Draft(this);
        draft.nodeName = name;
        return new RpcRequest(draft);
    }

    /**
     * The same request, declared safe to repeat. For methods that the pool does not know: these are otherwise repeated
     * only on proof that the node did not execute them.
     *
     * @return the request
     */
    public RpcRequest withRepeats() {
        Draft draft = new Draft(this);
        draft.methodClass = methodClass.repeatable ? methodClass : MethodClass.PINNED_READ;
        return new RpcRequest(draft);
    }

    /**
     * The same request with hedging on or off. It is on by default for cheap reads of the head.
     *
     * @param value true to allow a second attempt on another node while the first is slow; has no effect on methods that
     *     must not be repeated
     * @return the request
     */
    public RpcRequest withHedge(boolean value) {
        Draft draft = new Draft(this);
        draft.hedged = value && methodClass.repeatable;
        return new RpcRequest(draft);
    }

    /**
     * The same request, answered only from state at or after a slot. The slot is written into the parameters of methods
     * that take {@code minContextSlot}; for all methods, nodes known to be behind are passed over and an older answer is
     * refused.
     *
     * @param slot smallest acceptable context slot
     * @return the request
     */
    public RpcRequest withMinContextSlot(long slot) {
        Draft draft = new Draft(this);
        draft.minContextSlot = slot;
        if (MethodClass.takesMinContextSlot(method)) {
            draft.paramsJson = Params.withConfigMember(paramsJson, "\"minContextSlot\":" + slot);
        }
        return new RpcRequest(draft);
    }

    /** The result that is known beforehand: the signature of a transaction that turns out to be processed already. */
    RpcRequest withKnownResult(byte[] resultJson) {
        Draft draft = new Draft(this);
        draft.knownResult = resultJson;
        return new RpcRequest(draft);
    }

    Commitment commitment() {
        return commitment;
    }

    MethodClass methodClass() {
        return methodClass;
    }

    long timeoutNs() {
        return timeoutNs;
    }

    long minContextSlot() {
        return minContextSlot;
    }

    boolean hedged() {
        return hedged;
    }

    /** Does the body hold several requests, so that the reply is an array for the decoder to take apart? */
    boolean batch() {
        return batchBytes != null;
    }

    /** A body for one attempt. */
    RequestBytes bytes() {
        return batchBytes == null ? RequestBytes.of(tail) : batchBytes;
    }

    boolean resultIsSlot() {
        return method.equals("getSlot");
    }

    @Nullable
    String nodeName() {
        return nodeName;
    }

    byte @Nullable [] knownResult() {
        return knownResult;
    }

    /** Everything of the body after the id. */
    byte[] tail() {
        return tail;
    }

    /** Several requests in one body; their ids count up from the first. */
    static RpcRequest batchOf(List<RpcRequest> members, RequestBytes bytes) {
        Draft draft = new Draft("batch of " + members.size(), "[]");
        draft.methodClass = members.stream()
                .map(RpcRequest::methodClass)
                .reduce(MethodClass::strictest)
                .orElseThrow();
        draft.hedged = false;
        draft.batchBytes = bytes;
        return new RpcRequest(draft);
    }

    @Override
    public String toString() {
        return method;
    }

    /** The members of a request while a changed copy is made. */
    private static final class Draft {
        private final String method;
        private String paramsJson;
        private Commitment commitment = Commitment.FINALIZED;
        private MethodClass methodClass;
        private long timeoutNs;
        private long minContextSlot;
        private boolean hedged;
        private @Nullable String nodeName;
        private byte @Nullable [] knownResult;
        private @Nullable RequestBytes batchBytes;

        private Draft(String method, String paramsJson) {
            this.method = method;
            this.paramsJson = paramsJson;
            methodClass = MethodClass.of(method);
            hedged = methodClass.hedged;
        }

        private Draft(RpcRequest request) {
            method = request.method;
            paramsJson = request.paramsJson;
            commitment = request.commitment;
            methodClass = request.methodClass;
            timeoutNs = request.timeoutNs;
            minContextSlot = request.minContextSlot;
            hedged = request.hedged;
            nodeName = request.nodeName;
            knownResult = request.knownResult;
            batchBytes = request.batchBytes;
        }
    }
}
