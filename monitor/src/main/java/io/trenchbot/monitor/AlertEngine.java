package io.trenchbot.monitor;

import io.trenchbot.monitor.Alert.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates all rules in one thread with a clock that is passed in, so that the same trace gives the same notifications.
 *
 * <p>Threading: under the monitor's lock.
 */
final class AlertEngine {
    /** What a person reads back; the alert file keeps all. */
    private static final int MAX_RESOLVED = 100;

    private final Map<String, AlertTracker> trackers = new LinkedHashMap<>();
    private final Deque<Alert> resolved = new ArrayDeque<>();

    AlertEngine(List<AlertRule> rules) {
        rules.forEach(rule -> trackers.put(rule.name(), new AlertTracker(rule)));
    }

    /** One evaluation; returns what listeners are to be told. */
    List<Alert> update(Windows windows, long nowNs, Instant now) {
        trackers.values().forEach(tracker -> tracker.update(windows, nowNs, now));
        List<Alert> notifications = new ArrayList<>();
        for (AlertTracker tracker : trackers.values()) {
            Alert notification = tracker.notification(isInhibited(tracker.rule()));
            if (notification != null) {
                notifications.add(notification);
            }
            if (tracker.state() == State.RESOLVED) {
                keep(tracker.alert());
            }
        }
        return notifications;
    }

    void silence(String rule, long untilNs) {
        AlertTracker tracker = trackers.get(rule);
        if (tracker == null) {
            throw new IllegalArgumentException("there is no alert rule " + rule + " among " + trackers.keySet());
        }
        tracker.silence(untilNs);
    }

    /** The alerts that are pending or firing. */
    List<Alert> active() {
        return trackers.values().stream()
                .filter(tracker -> tracker.state() == State.PENDING || tracker.state() == State.FIRING)
                .map(AlertTracker::alert)
                .toList();
    }

    /** The last alerts that ended, latest first. */
    List<Alert> resolved() {
        return List.copyOf(resolved);
    }

    long firedCount() {
        return trackers.values().stream().mapToLong(AlertTracker::firedCount).sum();
    }

    long suppressedCount() {
        return trackers.values().stream()
                .mapToLong(AlertTracker::suppressedCount)
                .sum();
    }

    private boolean isInhibited(AlertRule rule) {
        for (String name : rule.inhibitors()) {
            AlertTracker inhibitor = trackers.get(name);
            if (inhibitor != null && inhibitor.state() == State.FIRING) {
                return true;
            }
        }
        return false;
    }

    private void keep(Alert alert) {
        resolved.addFirst(alert);
        if (resolved.size() > MAX_RESOLVED) {
            resolved.removeLast();
        }
    }
}
