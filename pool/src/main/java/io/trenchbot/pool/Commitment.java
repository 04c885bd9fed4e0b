package io.trenchbot.pool;

import java.util.Locale;

/**
 * How final the state is that a read answers from.
 *
 * <p>Threading: immutable, any thread.
 */
public enum Commitment {
    /** The newest block a node has executed; may be dropped with its fork. */
    PROCESSED(0),
    /** Voted for by two thirds of the stake. */
    CONFIRMED(1),
    /** Rooted: 31 confirmed blocks on top. */
    FINALIZED(2);

    private final String json = name().toLowerCase(Locale.ROOT);
    private final int index;

    Commitment(int index) {
        this.index = index;
    }

    /** Place in arrays with one element per commitment. */
    int index() {
        return index;
    }

    /**
     * The name on the wire.
     *
     * @return {@code processed}, {@code confirmed} or {@code finalized}
     */
    public String json() {
        return json;
    }

    static Commitment of(String json) {
        for (Commitment commitment : values()) {
            if (commitment.json.equals(json)) {
                return commitment;
            }
        }
        throw new IllegalArgumentException("no such commitment: '" + json + "'");
    }
}
