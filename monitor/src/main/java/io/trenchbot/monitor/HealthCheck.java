package io.trenchbot.monitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A declared rule for how well one thing is: a {@link Measure} at {@code good} or better is fully healthy, at {@code bad}
 * or worse it is down, and in between it is degraded in proportion. Good may lie below bad (an error rate) or above it (a
 * throughput).
 *
 * <p>A state is left only after a tenth of the way back from the threshold, and only when the new state has lasted for the
 * dwell time.
 *
 * <p>Threading: immutable.
 */
public final class HealthCheck {
    private final Builder is;

    private HealthCheck(Builder builder) {
        this.is = builder;
    }

    /** How a check or the whole system is. */
    public enum State {
        /** As good as declared. */
        UP,
        /** Between good and bad. */
        DEGRADED,
        /** As bad as declared, or worse. */
        DOWN,
        /** Nothing new for three of the intervals in which something was due. */
        STALE,
        /** Nothing to judge by yet. */
        UNKNOWN
    }

    /**
     * Starts a check.
     *
     * @param name unique in a monitor, by custom {@code component.aspect}
     * @param measure what is judged
     * @param good at this value or beyond it, away from bad, all is well
     * @param bad at this value or beyond it, away from good, it is down
     * @return a builder
     */
    public static Builder named(String name, Measure measure, double good, double bad) {
        return new Builder(name, measure, good, bad);
    }

    String name() {
        return is.name;
    }

    Measure measure() {
        return is.measure;
    }

    double weight() {
        return is.weight;
    }

    boolean critical() {
        return is.critical;
    }

    long dwellNs() {
        return is.dwell.toNanos();
    }

    /** The series that has to show life, if any. */
    @Nullable
    String pulse() {
        return is.pulse;
    }

    long pulseIntervalNs() {
        return is.pulseInterval.toNanos();
    }

    /** 1 at good, 0 at bad, in proportion between. */
    double fraction(double value) {
        return Math.max(0, Math.min(1, (is.bad - value) / (is.bad - is.good)));
    }

    /**
     * Describes a check.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        private final String name;
        private final Measure measure;
        private final double good;
        private final double bad;
        private double weight = 1;
        private boolean critical;
        private Duration dwell = Duration.ZERO;
        private @Nullable String pulse;
        private Duration pulseInterval = Duration.ZERO;

        private Builder(String name, Measure measure, double good, double bad) {
            this.name = name;
            this.measure = measure;
            this.good = good;
            this.bad = bad;
        }

        private Builder(Builder other) {
            this(other.name, other.measure, other.good, other.bad);
            this.weight = other.weight;
            this.critical = other.critical;
            this.dwell = other.dwell;
            this.pulse = other.pulse;
            this.pulseInterval = other.pulseInterval;
        }

        /**
         * How much the check counts beside the others.
         *
         * @param weight above 0; default 1
         * @return this
         */
        public Builder weight(double weight) {
            this.weight = weight;
            return this;
        }

        /**
         * The whole can be no better than this check.
         *
         * @return this
         */
        public Builder critical() {
            this.critical = true;
            return this;
        }

        /**
         * How long a new state must last before it counts.
         *
         * @param dwell default zero
         * @return this
         */
        public Builder dwell(Duration dwell) {
            this.dwell = dwell;
            return this;
        }

        /**
         * Makes the check {@link State#STALE} when a series shows nothing new for three intervals.
         *
         * @param series name of any series
         * @param interval in which something new is due, above zero
         * @return this
         */
        public Builder expectEvery(String series, Duration interval) {
            this.pulse = series;
            this.pulseInterval = interval;
            return this;
        }

        /**
         * Makes the check.
         *
         * @return the check
         * @throws IllegalArgumentException if two settings contradict each other
         */
        public HealthCheck build() {
            check(Double.isFinite(good) && Double.isFinite(bad) && good != bad, "good " + good + " and bad " + bad);
            check(weight > 0 && Double.isFinite(weight), "weight " + weight);
            check(!dwell.isNegative(), "dwell " + dwell);
            check(pulse == null || pulseInterval.compareTo(Duration.ZERO) > 0, "expected interval " + pulseInterval);
            return new HealthCheck(new Builder(this));
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("health check " + name + " cannot have " + what);
            }
        }
    }
}
