package io.trenchbot.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When to raise an alert: a {@link Measure} beyond a threshold for some time.
 *
 * <p>An alert is inactive, then pending while the measure breaches the threshold, firing once it has done so for {@code
 * heldFor}, and resolved when the measure passes {@code clearsAt} again or has no number any more. A rule notifies of a
 * firing at most once per cooldown, which doubles with each notification in a row up to its cap; a firing within the
 * cooldown is counted as suppressed, and announced later if it lasts. Each announced firing is followed by exactly one
 * resolution.
 *
 * <p>Threading: immutable.
 */
public final class AlertRule {
    private final Builder is;

    private AlertRule(Builder builder) {
        this.is = builder;
    }

    /** How urgent an alert is. */
    public enum Severity {
        /** Worth knowing. */
        INFO,
        /** To be looked at. */
        WARNING,
        /** Trading is harmed. */
        CRITICAL
    }

    /**
     * A rule that breaches above a threshold.
     *
     * @param name unique in a monitor, by custom {@code component.problem}
     * @param measure what is watched
     * @param threshold in the unit of the measure
     * @return a builder
     */
    public static Builder above(String name, Measure measure, double threshold) {
        return new Builder(name, measure, threshold, true);
    }

    /**
     * A rule that breaches below a threshold.
     *
     * @param name unique in a monitor, by custom {@code component.problem}
     * @param measure what is watched
     * @param threshold in the unit of the measure
     * @return a builder
     */
    public static Builder below(String name, Measure measure, double threshold) {
        return new Builder(name, measure, threshold, false);
    }

    /**
     * A rule that breaches when a series shows nothing new.
     *
     * @param name unique in a monitor
     * @param series name of any series
     * @param silence for how long nothing new is acceptable
     * @return a builder
     */
    public static Builder stalled(String name, String series, Duration silence) {
        return above(name, Measure.silence(series), (double) silence.toNanos());
    }

    String name() {
        return is.name;
    }

    String component() {
        return is.component;
    }

    Severity severity() {
        return is.severity;
    }

    Measure measure() {
        return is.measure;
    }

    double threshold() {
        return is.threshold;
    }

    List<String> inhibitors() {
        return is.inhibitors;
    }

    long heldForNs() {
        return is.heldFor.toNanos();
    }

    long cooldownNs() {
        return is.cooldown.toNanos();
    }

    long cooldownCapNs() {
        return is.cooldownCap.toNanos();
    }

    boolean breaches(double value) {
        return is.whenAbove ? value > is.threshold : value < is.threshold;
    }

    boolean clears(double value) {
        return Double.isNaN(value) || (is.whenAbove ? value <= is.clearsAt : value >= is.clearsAt);
    }

    String reason(double value) {
        return is.measure + " is " + is.measure.format(value) + (is.whenAbove ? ", limit " : ", at least ")
                + is.measure.format(is.threshold);
    }

    /**
     * Describes a rule.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        private final String name;
        private final Measure measure;
        private final double threshold;
        private final boolean whenAbove;
        private double clearsAt;
        private String component;
        private Severity severity = Severity.WARNING;
        private Duration heldFor = Duration.ZERO;
        private Duration cooldown = Duration.ofMinutes(1);
        private Duration cooldownCap = Duration.ofHours(1);
        private List<String> inhibitors = List.of();

        private Builder(String name, Measure measure, double threshold, boolean whenAbove) {
            this.name = name;
            this.measure = measure;
            this.threshold = threshold;
            this.whenAbove = whenAbove;
            this.clearsAt = threshold;
            this.component = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        }

        private Builder(Builder other) {
            this(other.name, other.measure, other.threshold, other.whenAbove);
            this.clearsAt = other.clearsAt;
            this.component = other.component;
            this.severity = other.severity;
            this.heldFor = other.heldFor;
            this.cooldown = other.cooldown;
            this.cooldownCap = other.cooldownCap;
            this.inhibitors = List.copyOf(other.inhibitors);
        }

        /**
         * The value at which a firing alert is over.
         *
         * @param value on the healthy side of the threshold; default the threshold
         * @return this
         */
        public Builder clearsAt(double value) {
            this.clearsAt = value;
            return this;
        }

        /**
         * What the alert speaks of.
         *
         * @param component default the name up to its first dot
         * @return this
         */
        public Builder component(String component) {
            this.component = component;
            return this;
        }

        /**
         * How urgent it is.
         *
         * @param severity default {@link Severity#WARNING}
         * @return this
         */
        public Builder severity(Severity severity) {
            this.severity = severity;
            return this;
        }

        /**
         * How long the measure must breach before the alert fires.
         *
         * @param heldFor default zero: at the first tick
         * @return this
         */
        public Builder heldFor(Duration heldFor) {
            this.heldFor = heldFor;
            return this;
        }

        /**
         * The least time between two notifications of a firing.
         *
         * @param first after the first notification, above zero; default one minute
         * @param cap the most it doubles up to; default one hour
         * @return this
         */
        public Builder cooldown(Duration first, Duration cap) {
            this.cooldown = first;
            this.cooldownCap = cap;
            return this;
        }

        /**
         * Rules whose firing explains this one: while one of them fires, this one is not notified of.
         *
         * @param rule name of another rule
         * @return this
         */
        public Builder inhibitedBy(String rule) {
            List<String> more = new ArrayList<>(inhibitors);
            more.add(rule);
            this.inhibitors = more;
            return this;
        }

        /**
         * Makes the rule.
         *
         * @return the rule
         * @throws IllegalArgumentException if two settings contradict each other
         */
        public AlertRule build() {
            check(Double.isFinite(threshold), "threshold " + threshold);
            check(
                    whenAbove ? clearsAt <= threshold : clearsAt >= threshold,
                    "clearsAt " + clearsAt + " on the wrong side of threshold " + threshold);
            check(!heldFor.isNegative(), "heldFor " + heldFor);
            check(cooldown.compareTo(Duration.ZERO) > 0, "cooldown " + cooldown);
            check(cooldownCap.compareTo(cooldown) >= 0, "cooldown " + cooldown + " above its cap " + cooldownCap);
            return new AlertRule(new Builder(this));
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("alert rule " + name + " cannot have " + what);
            }
        }
    }
}
