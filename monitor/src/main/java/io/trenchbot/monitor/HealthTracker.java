package io.trenchbot.monitor;

import io.trenchbot.monitor.HealthCheck.State;

/**
 * The state of one check over time.
 *
 * <p>Threading: under the monitor's lock.
 */
final class HealthTracker {
    /** The part of the way from good to bad that a value must come back before its state changes. */
    private static final double HYSTERESIS = 0.1;

    /** Fewer missing intervals are jitter. */
    private static final int STALE_INTERVALS = 3;

    private final HealthCheck check;
    private State state = State.UNKNOWN;
    private State candidate = State.UNKNOWN;
    private long candidateSinceNs;
    private double value = Double.NaN;
    private double silenceNs;

    HealthTracker(HealthCheck check) {
        this.check = check;
    }

    void update(Windows windows, long nowNs) {
        value = check.measure().evaluate(windows, nowNs);
        String pulse = check.pulse();
        silenceNs = pulse == null ? 0 : windows.silenceNs(pulse, nowNs);
        State target = target();
        if (target != candidate) {
            candidate = target;
            candidateSinceNs = nowNs;
        }
        // Staleness has waited for three intervals already, and out of ignorance any knowledge is welcome.
        boolean atOnce = target == State.STALE || state == State.UNKNOWN || state == State.STALE;
        if (atOnce || nowNs - candidateSinceNs >= check.dwellNs()) {
            state = target;
        }
    }

    HealthCheck check() {
        return check;
    }

    State state() {
        return state;
    }

    double value() {
        return value;
    }

    /** What the check contributes to the score, 0 to 1. */
    double fraction() {
        return switch (state) {
            case UP -> 1;
            case DEGRADED -> Double.isNaN(value) ? 1 : check.fraction(value);
            case DOWN, STALE, UNKNOWN -> 0;
        };
    }

    String reason() {
        if (state == State.STALE) {
            return "nothing new in " + check.pulse() + " for " + Units.duration(silenceNs) + ", due every "
                    + Units.duration((double) check.pulseIntervalNs());
        }
        return check.measure() + " is " + check.measure().format(value);
    }

    private State target() {
        if (check.pulse() != null && silenceNs > (double) STALE_INTERVALS * check.pulseIntervalNs()) {
            return State.STALE;
        }
        if (Double.isNaN(value)) {
            return State.UNKNOWN;
        }
        double fraction = check.fraction(value);
        if (fraction >= (state == State.UP ? 1 - HYSTERESIS : 1)) {
            return State.UP;
        }
        return fraction <= (state == State.DOWN ? HYSTERESIS : 0) ? State.DOWN : State.DEGRADED;
    }
}
