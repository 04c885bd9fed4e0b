package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * News of one awaited transaction: received by the node, or executed at the subscription's commitment, which is the last
 * event of the subscription.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class SignatureEvent extends StreamEvent {
    SignatureEvent(Notification fields) {
        super(fields);
    }

    /**
     * The awaited signature.
     *
     * @return base58
     */
    public String signature() {
        return fields.signature.text();
    }

    /**
     * Whether the node has merely received it.
     *
     * @return true for that notice, false once it was executed
     */
    public boolean received() {
        return fields.text.present();
    }

    /**
     * Whether execution failed.
     *
     * @return true where the server sent an error
     */
    public boolean failed() {
        return fields.err.present();
    }

    /**
     * The error of a failed transaction.
     *
     * @return its JSON text, null on success
     */
    public @Nullable String errorJson() {
        return textOrNull(fields.err);
    }
}
