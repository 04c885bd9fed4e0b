package io.trenchbot.streaming;

/**
 * A node began a slot. The bank exists then, but is not frozen.
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
     * @return an unsigned number
     */
    public long parent() {
        return fields.parent;
    }

    /**
     * The newest rooted slot.
     *
     * @return an unsigned number
     */
    public long root() {
        return fields.root;
    }
}
