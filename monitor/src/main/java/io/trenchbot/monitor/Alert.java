package io.trenchbot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One breach of one rule, as of one moment.
 *
 * <p>Threading: immutable.
 *
 * @param rule name of the rule, unique in a monitor
 * @param component what the rule speaks of
 * @param severity how urgent it is
 * @param state where in its life the alert is
 * @param value the measure at this moment; NaN if it has no number any more
 * @param threshold the rule's threshold, in the unit of the measure
 * @param reason the measure, its value and the limit, in words
 * @param since when the breach began
 * @param resolvedAt when it ended, if it has
 * @param lasted from its beginning to its end or to now
 * @param notifiedCount how often this breach was notified of, this time included
 * @param suppressedCount how many firings of this rule were not notified of at once, since the monitor started
 */
public record Alert(
        String rule,
        String component,
        AlertRule.Severity severity,
        State state,
        double value,
        double threshold,
        String reason,
        Instant since,
        Optional<Instant> resolvedAt,
        Duration lasted,
        int notifiedCount,
        long suppressedCount) {

    /** Where in its life an alert is. */
    public enum State {
        /** The threshold is breached, but not yet for long enough. */
        PENDING,
        /** The threshold has been breached for long enough. */
        FIRING,
        /** It is over. */
        RESOLVED
    }

    /**
     * The alert as one JSON object on one line.
     *
     * @return JSON without a newline
     */
    public String toJson() {
        return JsonWriter.object(json -> JsonReport.alert(json, this));
    }
}
