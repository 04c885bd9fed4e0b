package io.trenchbot.streaming;

/**
 * A slot became the root; {@link #slot()} names it.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class RootEvent extends StreamEvent {
    RootEvent(Notification fields) {
        super(fields);
    }
}
