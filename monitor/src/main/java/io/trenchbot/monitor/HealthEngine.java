package io.trenchbot.monitor;

import io.trenchbot.monitor.HealthCheck.State;
import io.trenchbot.monitor.PerformanceReport.CheckResult;
import io.trenchbot.monitor.PerformanceReport.Health;
import java.util.ArrayList;
import java.util.List;

/**
 * All checks and the score over them: 100 times the lesser of the worst critical check and the weighted mean of all.
 * Checks without data take no part. The points that each check costs add up to what the score lacks.
 *
 * <p>Threading: under the monitor's lock.
 */
final class HealthEngine {
    private final List<HealthTracker> trackers;

    HealthEngine(List<HealthCheck> checks) {
        this.trackers = checks.stream().map(HealthTracker::new).toList();
    }

    void update(Windows windows, long nowNs) {
        trackers.forEach(tracker -> tracker.update(windows, nowNs));
    }

    Health health() {
        List<HealthTracker> known = trackers.stream()
                .filter(tracker -> tracker.state() != State.UNKNOWN)
                .toList();
        double weights = known.stream().mapToDouble(t -> t.check().weight()).sum();
        double mean = 1;
        HealthTracker worst = null;
        for (HealthTracker tracker : known) {
            mean -= tracker.check().weight() * (1 - tracker.fraction()) / weights;
            if (tracker.check().critical() && (worst == null || tracker.fraction() < worst.fraction())) {
                worst = tracker;
            }
        }
        boolean worstDecides = worst != null && worst.fraction() < mean;
        List<CheckResult> results = new ArrayList<>();
        for (HealthTracker tracker : trackers) {
            double share =
                    worstDecides ? (tracker == worst ? 1 : 0) : tracker.check().weight() / weights;
            boolean counts = tracker.state() != State.UNKNOWN && share > 0;
            results.add(result(tracker, counts ? 100 * share * (1 - tracker.fraction()) : 0));
        }
        double score =
                100 - results.stream().mapToDouble(CheckResult::lostPoints).sum();
        return new Health(state(known), Math.max(0, score), List.copyOf(results));
    }

    private State state(List<HealthTracker> known) {
        if (known.isEmpty()) {
            return State.UNKNOWN;
        }
        boolean allUp = true;
        for (HealthTracker tracker : known) {
            boolean out = tracker.state() == State.DOWN || tracker.state() == State.STALE;
            if (out && tracker.check().critical()) {
                return State.DOWN;
            }
            allUp &= tracker.state() == State.UP;
        }
        return allUp ? State.UP : State.DEGRADED;
    }

    private static CheckResult result(HealthTracker tracker, double lostPoints) {
        return new CheckResult(
                tracker.check().name(),
                tracker.state(),
                tracker.check().critical(),
                tracker.value(),
                lostPoints,
                tracker.reason());
    }
}
