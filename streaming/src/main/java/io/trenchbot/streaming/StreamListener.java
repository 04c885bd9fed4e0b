package io.trenchbot.streaming;

/**
 * Hears of what happens rarely. Every method does nothing unless overridden. Endpoints are named without what may be a
 * secret in their address.
 *
 * <p>Threading: called in order by one thread of the stream that does nothing else; a slow listener delays later news
 * only.
 */
public interface StreamListener {
    /**
     * The connection to an endpoint changed its state.
     *
     * @param endpoint scheme, host and port
     * @param state the state it is in now
     * @param reason why, one sentence
     */
    default void onState(String endpoint, StreamState state, String reason) {}

    /**
     * A gap was found, filled, or given up.
     *
     * @param gap the gap as it stands now
     */
    default void onGap(Gap gap) {}

    /**
     * A slot that was announced is no part of the chain: it is dead, or the root went past it on another fork. What was told
     * of it at commitment PROCESSED is void, logs and transactions too; subscriptions to accounts get an event of their own,
     * see {@link AccountEvent#reverted}. Slots are announced by the heartbeat; dead ones are known where slotsUpdates are
     * subscribed to, else they are told of when the root has passed them.
     *
     * @param slot an unsigned number
     * @param reason why, one sentence
     */
    default void onAbandonedSlot(long slot, String reason) {}

    /**
     * An endpoint refuses a subscription for good.
     *
     * @param endpoint scheme, host and port
     * @param subscription the subscription, which the other endpoints may still serve
     * @param refusal the server's code and words
     */
    default void onRefused(String endpoint, Subscription subscription, StreamException refusal) {}

    /**
     * An endpoint serves a subscription to transactions by this method.
     *
     * @param endpoint scheme, host and port
     * @param subscription the subscription
     * @param source the server method in use from now on
     */
    default void onTransactionSource(String endpoint, Subscription subscription, TransactionSource source) {}

    /**
     * An endpoint sent a frame that cannot be read.
     *
     * @param endpoint scheme, host and port
     * @param fault what is wrong with it
     * @param frameBytes how long it was
     */
    default void onGarbage(String endpoint, String fault, int frameBytes) {}

    /**
     * A handler threw.
     *
     * @param subscription whose handler it is
     * @param failure what it threw
     */
    default void onHandlerFailure(Subscription subscription, Throwable failure) {}
}
