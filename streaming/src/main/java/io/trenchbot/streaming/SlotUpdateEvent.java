package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * A step in the life of a slot.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class SlotUpdateEvent extends StreamEvent {
    /** The steps. */
    public enum Kind {
        /** The first shred came. */
        FIRST_SHRED_RECEIVED,
        /** All shreds came. */
        COMPLETED,
        /** Execution began. */
        CREATED_BANK,
        /** Execution ended. */
        FROZEN,
        /** The slot is invalid: everything that was reported from it at commitment processed is void. */
        DEAD,
        /** A supermajority voted for it. */
        OPTIMISTIC_CONFIRMATION,
        /** It became the root. */
        ROOT,
        /** A step that this version does not know. */
        UNKNOWN
    }

    SlotUpdateEvent(Notification fields) {
        super(fields);
    }

    /**
     * The step.
     *
     * @return UNKNOWN for a name that is new
     */
    public Kind kind() {
        return switch (fields.type.text()) {
            case "firstShredReceived" -> Kind.FIRST_SHRED_RECEIVED;
            case "completed" -> Kind.COMPLETED;
            case "createdBank" -> Kind.CREATED_BANK;
            case "frozen" -> Kind.FROZEN;
            case "dead" -> Kind.DEAD;
            case "optimisticConfirmation" -> Kind.OPTIMISTIC_CONFIRMATION;
            case "root" -> Kind.ROOT;
            default -> Kind.UNKNOWN;
        };
    }

    /**
     * The slot that this one builds on.
     *
     * @return an unsigned number, -1 but for CREATED_BANK
     */
    public long parent() {
        return fields.parent;
    }

    /**
     * The server's time of the step.
     *
     * @return milliseconds since the epoch
     */
    public long timestampMs() {
        return fields.timestamp;
    }

    /**
     * Why a slot is DEAD.
     *
     * @return JSON text, null for the other steps
     */
    public @Nullable String errorJson() {
        return textOrNull(fields.err);
    }

    /**
     * Transaction counts of a FROZEN slot.
     *
     * @return a JSON object, null for the other steps
     */
    public @Nullable String statsJson() {
        return textOrNull(fields.stats);
    }
}
