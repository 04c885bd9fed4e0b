package io.trenchbot.streaming;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to and who handles it. Made by one of the ten factories, refined by the methods that return a changed
 * copy.
 *
 * <p>Handlers are called by one thread at a time; see {@link TransactionHandler}. Equal subscriptions of a stream share one
 * subscription on the server.
 *
 * <p>Threading: immutable.
 */
public final class Subscription {
    private static final int MAX_PROGRAM_FILTERS = 4;
    private static final int MAX_MATCH_BYTES = 128;
    private static final int DEFAULT_BUFFER_BYTES = 1 << 20;

    final Kind kind;
    /** The key, signature or word that the server filters by; empty where the kind has none. */
    final String target;

    final TransactionFilter filter;
    final List<String> programFilters;
    final @Nullable Commitment commitment;
    final boolean receivedNotice;
    final boolean compressed;
    final Overflow overflow;
    final int bufferBytes;
    final Consumer<StreamEvent> handler;

    private Subscription(Draft draft) {
        kind = draft.kind;
        target = draft.target;
        filter = draft.filter;
        programFilters = List.copyOf(draft.programFilters);
        commitment = draft.commitment;
        receivedNotice = draft.receivedNotice;
        compressed = draft.compressed;
        overflow = draft.overflow;
        bufferBytes = draft.bufferBytes;
        handler = draft.handler;
    }

    /** The fields while they are being set. */
    private static final class Draft {
        final Kind kind;
        final String target;
        final Consumer<StreamEvent> handler;
        TransactionFilter filter = TransactionFilter.all();
        List<String> programFilters = List.of();

        @Nullable
        Commitment commitment;

        boolean receivedNotice;
        boolean compressed;
        Overflow overflow = Overflow.BLOCK;
        int bufferBytes = DEFAULT_BUFFER_BYTES;

        Draft(Kind kind, String target, Consumer<StreamEvent> handler) {
            this.kind = kind;
            this.target = target;
            this.handler = handler;
        }

        Draft(Subscription from) {
            this(from.kind, from.target, from.handler);
            filter = from.filter;
            programFilters = from.programFilters;
            commitment = from.commitment;
            receivedNotice = from.receivedNotice;
            compressed = from.compressed;
            overflow = from.overflow;
            bufferBytes = from.bufferBytes;
        }
    }

    private static <E extends StreamEvent> Subscription of(
            Kind kind, String target, Class<E> type, Consumer<? super E> handler) {
        Objects.requireNonNull(handler, "handler");
        return new Subscription(new Draft(kind, target, event -> handler.accept(type.cast(event))));
    }

    /**
     * Transactions with their wire bytes.
     *
     * @param filter which ones
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription transactions(TransactionFilter filter, TransactionHandler handler) {
        Objects.requireNonNull(handler, "handler");
        Draft draft = new Draft(Kind.TRANSACTIONS, "", event -> handler.onTransaction((TransactionEvent) event));
        draft.filter = Objects.requireNonNull(filter, "filter");
        return new Subscription(draft);
    }

    /**
     * Logs of all transactions but simple votes.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription logs(Consumer<? super LogsEvent> handler) {
        return of(Kind.LOGS, "all", LogsEvent.class, handler);
    }

    /**
     * Logs of all transactions, votes too.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription logsWithVotes(Consumer<? super LogsEvent> handler) {
        return of(Kind.LOGS, "allWithVotes", LogsEvent.class, handler);
    }

    /**
     * Logs of transactions that name an account.
     *
     * @param account key in base58; the server takes one
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription logs(String account, Consumer<? super LogsEvent> handler) {
        return of(Kind.LOGS, key(account), LogsEvent.class, handler);
    }

    /**
     * Changes of one account.
     *
     * @param account key in base58
     * @param handler takes the new states
     * @return the subscription
     */
    public static Subscription account(String account, Consumer<? super AccountEvent> handler) {
        return of(Kind.ACCOUNT, key(account), AccountEvent.class, handler);
    }

    /**
     * Changes of the accounts that a program owns; narrow it with {@link #dataSize} and {@link #dataAt}.
     *
     * @param program key in base58
     * @param handler takes the new states
     * @return the subscription
     */
    public static Subscription program(String program, Consumer<? super AccountEvent> handler) {
        return of(Kind.PROGRAM, key(program), AccountEvent.class, handler);
    }

    /**
     * The fate of one transaction; ends with its execution.
     *
     * @param signature base58
     * @param handler takes the news
     * @return the subscription
     */
    public static Subscription signature(String signature, Consumer<? super SignatureEvent> handler) {
        Base58.decode(signature, TransactionView.SIGNATURE_BYTES);
        return of(Kind.SIGNATURE, signature, SignatureEvent.class, handler);
    }

    /**
     * Slots as nodes begin them.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription slot(Consumer<? super SlotEvent> handler) {
        return of(Kind.SLOT, "", SlotEvent.class, handler);
    }

    /**
     * The steps of every slot's life, dead ones among them.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription slotsUpdates(Consumer<? super SlotUpdateEvent> handler) {
        return of(Kind.SLOTS_UPDATES, "", SlotUpdateEvent.class, handler);
    }

    /**
     * New roots.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription root(Consumer<? super SlotEvent> handler) {
        return of(Kind.ROOT, "", SlotEvent.class, handler);
    }

    /**
     * Whole blocks. Most nodes have it switched off.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription block(Consumer<? super BlockEvent> handler) {
        return of(Kind.BLOCK, "all", BlockEvent.class, handler);
    }

    /**
     * Blocks, each with the transactions that name an account.
     *
     * @param account key in base58
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription block(String account, Consumer<? super BlockEvent> handler) {
        return of(Kind.BLOCK, key(account), BlockEvent.class, handler);
    }

    /**
     * Votes as gossip carries them. Most nodes have it switched off.
     *
     * @param handler takes them
     * @return the subscription
     */
    public static Subscription vote(Consumer<? super VoteEvent> handler) {
        return of(Kind.VOTE, "", VoteEvent.class, handler);
    }

    private static String key(String account) {
        Base58.decode(account, TransactionView.KEY_BYTES);
        return account;
    }

    /**
     * Asks for another commitment than the stream's. Slots, roots and votes have none.
     *
     * @param commitment how settled events must be
     * @return a changed copy
     */
    public Subscription commitment(Commitment commitment) {
        Draft draft = new Draft(this);
        draft.commitment = Objects.requireNonNull(commitment, "commitment");
        return new Subscription(draft);
    }

    /**
     * Says what happens when the handler is too slow. Anything but BLOCK gives the subscription a thread and a buffer.
     *
     * @param overflow the policy
     * @param bufferBytes bytes of frames that the buffer holds; not used by BLOCK
     * @return a changed copy
     * @throws IllegalArgumentException for CONFLATE of anything but accounts and programs, or a buffer below 64 KiB
     */
    public Subscription overflow(Overflow overflow, int bufferBytes) {
        if (overflow == Overflow.CONFLATE && kind != Kind.ACCOUNT && kind != Kind.PROGRAM) {
            throw new IllegalArgumentException("CONFLATE needs an account or program subscription, not " + kind);
        }
        if (bufferBytes < 1 << 16) {
            throw new IllegalArgumentException("buffer of " + bufferBytes + " bytes is below " + (1 << 16));
        }
        Draft draft = new Draft(this);
        draft.overflow = overflow;
        draft.bufferBytes = bufferBytes;
        return new Subscription(draft);
    }

    /**
     * Narrows a program subscription to accounts of a size.
     *
     * @param dataBytes bytes of account data
     * @return a changed copy
     * @throws IllegalArgumentException where this is not a program subscription, or has four conditions
     */
    public Subscription dataSize(long dataBytes) {
        return programFilter("{\"dataSize\":" + Long.toUnsignedString(dataBytes) + "}");
    }

    /**
     * Narrows a program subscription to accounts whose data holds these bytes at an offset.
     *
     * @param dataOffset where in the account's data
     * @param bytes at most 128 bytes
     * @return a changed copy
     * @throws IllegalArgumentException where this is not a program subscription, has four conditions, or the bytes are more
     */
    public Subscription dataAt(long dataOffset, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_MATCH_BYTES) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_MATCH_BYTES + " bytes can be matched, not " + bytes.length);
        }
        String text = java.util.Base64.getEncoder().encodeToString(bytes);
        return programFilter("{\"memcmp\":{\"offset\":" + Long.toUnsignedString(dataOffset) + ",\"bytes\":\"" + text
                + "\",\"encoding\":\"base64\"}}");
    }

    private Subscription programFilter(String json) {
        if (kind != Kind.PROGRAM || programFilters.size() == MAX_PROGRAM_FILTERS) {
            throw new IllegalArgumentException("only a program subscription takes conditions, " + MAX_PROGRAM_FILTERS
                    + " at most; this is " + kind + " with " + programFilters.size());
        }
        Draft draft = new Draft(this);
        draft.programFilters = new ArrayList<>(programFilters);
        draft.programFilters.add(json);
        return new Subscription(draft);
    }

    /**
     * Asks the server to compress accounts with Zstandard, which pays for large ones; {@link AccountEvent#decodeData} gives
     * the plain bytes either way.
     *
     * @return a changed copy
     * @throws IllegalArgumentException where this is no subscription to accounts
     */
    public Subscription compressed() {
        if (kind != Kind.ACCOUNT && kind != Kind.PROGRAM) {
            throw new IllegalArgumentException("accounts and programs can be compressed, not " + kind);
        }
        Draft draft = new Draft(this);
        draft.compressed = true;
        return new Subscription(draft);
    }

    /**
     * Asks a signature subscription to tell also when the node has received the transaction.
     *
     * @return a changed copy
     */
    public Subscription withReceivedNotice() {
        Draft draft = new Draft(this);
        draft.receivedNotice = true;
        return new Subscription(draft);
    }

    /**
     * Kind and target, for messages.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return kind.subscribe + (target.isEmpty() ? "" : "(" + target + ")");
    }
}
