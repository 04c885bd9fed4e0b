package io.trenchbot.monitor;

/**
 * Is told of alerts that fire, still fire after a cooldown, or are resolved.
 *
 * <p>Threading: called by one thread that belongs to this listener alone, so it may wait; what does not fit into its queue
 * of 1,024 meanwhile is dropped and counted. What it throws is logged and counted.
 */
@FunctionalInterface
public interface AlertListener {
    /**
     * Takes one notification.
     *
     * @param alert in state FIRING or RESOLVED
     */
    void onAlert(Alert alert);
}
