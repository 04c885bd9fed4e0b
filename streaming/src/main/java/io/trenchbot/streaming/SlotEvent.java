package io.trenchbot.streaming;

/**
 * A node began a slot, whose bank exists then but is not frozen; or, where roots were subscribed to, {@link #slot()} became
 * the root.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class SlotEvent extends StreamEvent {
    SlotEvent(Notification fields) {
        super(fields);
    }

    /**
     * The slot that this one builds on.
     *
     * @return an unsigned number, -1 of a root
     */
    public long parent() {
        return fields.parent;
    }

    /**
     * The newest rooted slot when this one began.
     *
     * @return an unsigned number, -1 of a root
     */
    public long root() {
        return fields.root;
    }
}
