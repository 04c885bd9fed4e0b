package io.trenchbot.streaming;

/**
 * A vote seen in gossip; it may never land in a block.
 *
 * <p>Threading: confined to the thread that calls the handler, for the length of that call.
 */
public final class VoteEvent extends StreamEvent {
    VoteEvent(Notification fields) {
        super(fields);
    }

    /**
     * The vote account.
     *
     * @return a key in base58
     */
    public String voteAccount() {
        return fields.votePubkey.text();
    }

    /**
     * The slots voted for.
     *
     * @return a JSON array of numbers
     */
    public String slotsJson() {
        return fields.slots.text();
    }

    /**
     * The bank hash voted for.
     *
     * @return base58
     */
    public String hash() {
        return fields.hash.text();
    }

    /**
     * The validator's time of the vote.
     *
     * @return seconds since the epoch, -1 where it sent none
     */
    public long timestampSeconds() {
        return fields.timestamp;
    }

    /**
     * The vote transaction's signature.
     *
     * @return base58
     */
    public String signature() {
        return fields.signature.text();
    }
}
