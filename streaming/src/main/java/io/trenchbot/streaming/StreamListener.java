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
