package io.trenchbot.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps events as texts. */
final class Recorder implements PoolListener {
    final List<String> events = new CopyOnWriteArrayList<>();

    long count(String prefix) {
        return events.stream().filter(event -> event.startsWith(prefix)).count();
    }

    @Override
    public void attemptStarted(String method, String node, Reason reason) {
        events.add("start " + reason + " " + method + " " + node);
    }

    @Override
    public void attemptEnded(String method, String node, long latencyNs, String outcome) {
        events.add("end " + outcome + " " + method + " " + node);
    }

    @Override
    public void hedgeWon(String method, String node) {
        events.add("hedgeWon " + method + " " + node);
    }

    @Override
    public void callEnded(String method, long latencyNs, int attempts, String outcome) {
        events.add("call " + outcome + " " + method + " " + attempts);
    }

    @Override
    public void nodeStateChanged(String node, PoolStats.NodeState state, String why) {
        events.add("state " + state + " " + node + " " + why);
    }

    @Override
    public void rateLimited(String node, String method, long pauseNs) {
        events.add("limited " + node + " " + method);
    }

    @Override
    public void budgetExhausted(String method, String budget) {
        events.add("budget " + budget);
    }
}
