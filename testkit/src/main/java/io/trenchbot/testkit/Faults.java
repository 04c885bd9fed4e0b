package io.trenchbot.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at one node, scripted while it runs. A fault of methods or frames holds for a number of occurrences, any other
 * until it is set otherwise or {@link #clear cleared}; {@link #drop} happens at once. Nothing here touches the ledger or other
 * nodes.
 *
 * <p>Threading: safe for any thread. A fault is in force soon after the call returns, a method's at the next request that is read.
 */
public final class Faults {
    /** As a number of occurrences: until cleared. */
    public static final int UNTIL_CLEARED = Integer.MAX_VALUE;

    /** As a method: every method that has no fault of its own. */
    public static final String ANY_METHOD = "*";

    /** The way in which connections end. */
    public enum Drop {
        /** WebSocket connections with a close frame (1001), HTTP ones with an orderly end of the stream. */
        CLOSE_FRAME,
        /** An end of the stream without a close frame: WebSocket clients see 1006. */
        ABRUPT,
        /** A TCP reset. */
        RESET
    }

    private final Map<String, MethodFault> methods = new ConcurrentHashMap<>();
    private final Consumer<Change> node;
    private volatile boolean refusing;
    private volatile boolean stalled;
    private volatile int lagSlots;
    private volatile double lostShare;
    private volatile double duplicateShare;
    private volatile double reorderedShare;
    private volatile long acceptDelayNs;
    private volatile LongSupplier replyDelayNs = () -> 0;
    private volatile @Nullable String genesisHash;

    /** What the node's loop has to do about a new fault. */
    enum Change {
        SETTINGS,
        STALL_OPEN,
        CLOSE_FRAME,
        ABRUPT,
        RESET,
        GARBAGE_FRAME,
        TRUNCATED_FRAME
    }

    Faults(Consumer<Change> node) {
        this.node = node;
    }

    /**
     * Ends every open connection now; clients may connect again at once.
     *
     * @param how in which way
     */
    public void drop(Drop how) {
        node.accept(Change.valueOf(how.name()));
    }

    /**
     * Refuses new connections on both ports, as if no process listened there. Open ones stay: {@link #drop} them for a dead node.
     *
     * @param on whether to refuse
     */
    public void refuse(boolean on) {
        refusing = on;
        node.accept(Change.SETTINGS);
    }

    /**
     * A black hole: sockets stay open and new ones are completed by the operating system, nothing is read, nothing is sent, pings
     * stay without answer. Notifications of that time are lost; when it ends, requests that waited are answered.
     *
     * @param on whether to stall
     */
    public void stall(boolean on) {
        stalled = on;
        node.accept(Change.SETTINGS);
    }

    /** Half-open connections: as {@link #stall}, for good, for the connections that are open now; new ones work. */
    public void stallOpenConnections() {
        node.accept(Change.STALL_OPEN);
    }

    /**
     * Serves and notifies the ledger as it was some slots ago.
     *
     * @param slots 0 to 512; 0 catches up at once
     */
    public void lag(int slots) {
        if (slots < 0 || slots > 512) {
            throw new IllegalArgumentException("a lag of " + slots + " slots, not within 0 to 512");
        }
        lagSlots = slots;
        node.accept(Change.SETTINGS);
    }

    /**
     * Leaves out notifications.
     *
     * @param share of the notifications, 0 to 1, chosen at random
     */
    public void lose(double share) {
        lostShare = share(share);
    }

    /**
     * Sends notifications twice.
     *
     * @param share of the notifications, 0 to 1, chosen at random
     */
    public void duplicate(double share) {
        duplicateShare = share(share);
    }

    /**
     * Sends notifications after the one that follows them on the same connection.
     *
     * @param share of the notifications, 0 to 1, chosen at random
     */
    public void reorder(double share) {
        reorderedShare = share(share);
    }

    /** Sends a text frame that is not JSON to every WebSocket connection that is open, now. */
    public void garbageFrame() {
        node.accept(Change.GARBAGE_FRAME);
    }

    /** Sends the first half of a notification's frame to every WebSocket connection that is open, and ends the stream, now. */
    public void truncatedFrame() {
        node.accept(Change.TRUNCATED_FRAME);
    }

    /**
     * Waits before a new connection is served.
     *
     * @param delay how long
     */
    public void acceptDelay(Duration delay) {
        acceptDelayNs = delay.toNanos();
    }

    /**
     * Waits before each reply, evenly distributed.
     *
     * @param least the shortest wait
     * @param most the longest wait
     */
    public void replyDelay(Duration least, Duration most) {
        long leastNs = least.toNanos();
        long spanNs = most.toNanos() - leastNs;
        if (leastNs < 0 || spanNs < 0) {
            throw new IllegalArgumentException("a delay of " + least + " to " + most);
        }
        replyDelayNs(() -> leastNs + ThreadLocalRandom.current().nextLong(spanNs + 1));
    }

    /**
     * Waits before each reply.
     *
     * @param delayNs asked on the node's thread for the wait of the next reply, ns
     */
    public void replyDelayNs(LongSupplier delayNs) {
        replyDelayNs = delayNs;
    }

    /**
     * Answers a method with a JSON-RPC error, over HTTP and, for PubSub methods, over WebSocket.
     *
     * @param method a method, or {@link #ANY_METHOD}
     * @param code the error's code
     * @param message its message
     * @param times for how many requests
     */
    public void error(String method, int code, String message, int times) {
        methods.put(method, MethodFault.error(code, message, times));
    }

    /**
     * Answers HTTP requests for a method with status 429.
     *
     * @param method a method, or {@link #ANY_METHOD}
     * @param retryAfter the Retry-After header, in whole seconds; null for none
     * @param times for how many requests
     */
    public void tooManyRequests(String method, @Nullable Duration retryAfter, int times) {
        methods.put(method, MethodFault.tooManyRequests(retryAfter, times));
    }

    /**
     * Answers HTTP requests for a method with an HTML page, as the proxy in front of a broken node does.
     *
     * @param method a method, or {@link #ANY_METHOD}
     * @param status the status, 502 for example
     * @param times for how many requests
     */
    public void htmlPage(String method, int status, int times) {
        methods.put(method, MethodFault.htmlPage(status, times));
    }

    /**
     * Carries HTTP requests for a method out and breaks the connection in the middle of the reply.
     *
     * @param method a method, or {@link #ANY_METHOD}
     * @param times for how many requests
     */
    public void truncatedReply(String method, int times) {
        methods.put(method, MethodFault.truncatedReply(times));
    }

    /**
     * Carries HTTP requests for a method out and never replies.
     *
     * @param method a method, or {@link #ANY_METHOD}
     * @param times for how many requests
     */
    public void noReply(String method, int times) {
        methods.put(method, MethodFault.noReply(times));
    }

    /**
     * Claims to belong to another cluster.
     *
     * @param base58 what getGenesisHash answers; null for the truth
     */
    public void genesisHash(@Nullable String base58) {
        genesisHash = base58;
    }

    /** Ends every fault that is in force; dropped and half-open connections stay as they are. */
    public void clear() {
        methods.clear();
        lostShare = 0;
        duplicateShare = 0;
        reorderedShare = 0;
        acceptDelayNs = 0;
        replyDelayNs = () -> 0;
        genesisHash = null;
        lagSlots = 0;
        stalled = false;
        refusing = false;
        node.accept(Change.SETTINGS);
    }

    /** The fault for one request of a method, which is thereby used up once; null for none. */
    @Nullable
    MethodFault take(String method) {
        MethodFault own = methods.get(method);
        MethodFault fault = own != null ? own : methods.get(ANY_METHOD);
        if (fault == null || fault.take()) {
            return fault;
        }
        methods.remove(own != null ? method : ANY_METHOD, fault);
        return own != null ? take(method) : null;
    }

    boolean refusing() {
        return refusing;
    }

    boolean stalled() {
        return stalled;
    }

    int lagSlots() {
        return lagSlots;
    }

    long acceptDelayNs() {
        return acceptDelayNs;
    }

    long nextReplyDelayNs() {
        return replyDelayNs.getAsLong();
    }

    @Nullable
    String genesisHash() {
        return genesisHash;
    }

    boolean loses() {
        return chance(lostShare);
    }

    boolean duplicates() {
        return chance(duplicateShare);
    }

    boolean reorders() {
        return chance(reorderedShare);
    }

    private static boolean chance(double share) {
        return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
    }

    private static double share(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of " + share + ", not within 0 to 1");
        }
        return share;
    }
}
