package io.trenchbot.monitor;

import io.trenchbot.monitor.Alert.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of one rule's alert. Two steps a tick: {@link #update} moves the state by the value alone, {@link #notification}
 * then decides who hears of it, when the states of all rules are known.
 *
 * <p>Threading: under the monitor's lock.
 */
final class AlertTracker {
    private final AlertRule rule;
    private @Nullable State state;
    private double value = Double.NaN;
    private long sinceNs;
    private long nowNs;
    private Instant since = Instant.EPOCH;
    private Instant now = Instant.EPOCH;
    private boolean counted;
    private int notifiedCount;
    private boolean everNotified;
    private long lastNotifiedNs;
    private long cooldownNs;
    private long silencedUntilNs;
    private boolean silenced;
    private long firedCount;
    private long suppressedCount;

    AlertTracker(AlertRule rule) {
        this.rule = rule;
    }

    void update(Windows windows, long atNs, Instant at) {
        nowNs = atNs;
        now = at;
        if (state == State.RESOLVED) {
            state = null;
        }
        value = rule.measure().evaluate(windows, atNs);
        if (state == State.FIRING) {
            state = rule.clears(value) ? State.RESOLVED : State.FIRING;
            return;
        }
        if (!rule.breaches(value)) {
            state = null;
            return;
        }
        if (state == null) {
            begin();
        }
        if (nowNs - sinceNs >= rule.heldForNs()) {
            state = State.FIRING;
            firedCount++;
        }
    }

    /** What listeners are to be told now, if anything; called once after each update. */
    @Nullable
    Alert notification(boolean inhibited) {
        if (state == State.RESOLVED) {
            return notifiedCount > 0 ? alert() : null;
        }
        if (state != State.FIRING) {
            return null;
        }
        silenced &= nowNs - silencedUntilNs < 0;
        boolean due = !everNotified || nowNs - lastNotifiedNs >= cooldownNs;
        if (inhibited || silenced || !due) {
            suppressOnce();
            return null;
        }
        boolean inARow = everNotified && nowNs - lastNotifiedNs < 2 * cooldownNs;
        cooldownNs = inARow ? Math.min(2 * cooldownNs, rule.cooldownCapNs()) : rule.cooldownNs();
        everNotified = true;
        counted = true;
        lastNotifiedNs = nowNs;
        notifiedCount++;
        return alert();
    }

    void silence(long untilNs) {
        silencedUntilNs = untilNs;
        silenced = true;
    }

    AlertRule rule() {
        return rule;
    }

    /** Null while inactive; RESOLVED for one tick. */
    @Nullable
    State state() {
        return state;
    }

    long firedCount() {
        return firedCount;
    }

    long suppressedCount() {
        return suppressedCount;
    }

    Alert alert() {
        State is = state == null ? State.RESOLVED : state;
        return new Alert(
                rule.name(),
                rule.component(),
                rule.severity(),
                is,
                value,
                rule.threshold(),
                rule.reason(value),
                since,
                is == State.RESOLVED ? Optional.of(now) : Optional.empty(),
                Duration.ofNanos(nowNs - sinceNs),
                notifiedCount,
                suppressedCount);
    }

    private void begin() {
        state = State.PENDING;
        sinceNs = nowNs;
        since = now;
        counted = false;
        notifiedCount = 0;
    }

    private void suppressOnce() {
        if (!counted) {
            counted = true;
            suppressedCount++;
        }
    }
}
