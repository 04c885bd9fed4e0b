package io.trenchbot.examples;

import io.trenchbot.BotStats;
import io.trenchbot.TrenchBot;
import io.trenchbot.monitor.Alert;
import io.trenchbot.monitor.PerformanceReport;
import io.trenchbot.pool.PoolStats;
import io.trenchbot.sigverify.VerifierStats;
import io.trenchbot.streaming.StreamStats;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the bot knows at a moment, as a table and as one line. */
final class LiveTable {
    private static final List<String> STAGES =
            List.of("stream.decode", "queue.wait", "verify.batch", "endToEnd", "execute.endToEnd");

    private final TrenchBot bot;
    private final WarningStrategy strategy;

    LiveTable(TrenchBot bot, WarningStrategy strategy) {
        this.bot = bot;
        this.strategy = strategy;
    }

    String table() {
        PerformanceReport report = bot.monitor().orElseThrow().snapshot();
        VerifierStats verifier = bot.verifier().orElseThrow().stats();
        StringBuilder out = new StringBuilder();
        row(
                out,
                "transactions",
                "%,.0f/s, %,d so far",
                perSecond(report),
                bot.stats().transactionsDelivered());
        row(out, "signatures", "%,d verified, %,d rejected", verifier.accepted(), verifier.rejectedCount());
        row(out, "queue", "depth %,d, at most %,d", gauge(report, "queue.depth"), gauge(report, "queue.highWater"));
        row(out, "journal", "%,d records, %,d bytes", bot.stats().journalRecords(), journalBytes());
        bot.stream().ifPresent(stream -> stream(out, stream.stats()));
        bot.pool().ifPresent(pool -> row(out, "nodes", "%s", nodes(pool.stats())));
        row(out, "rug pulls", "%d found, %d warnings sent", rugPulls(), strategy.warningCount());
        row(out, "alerts", "%s", alerts(report));
        out.append(String.format(Locale.ROOT, "  %-14s %10s %10s %10s  (us)%n", "stage", "p50", "p99", "p99.9"));
        for (String stage : STAGES) {
            report.latency(stage).ifPresent(latency -> stage(out, latency));
        }
        return out.toString();
    }

    String line() {
        PerformanceReport report = bot.monitor().orElseThrow().snapshot();
        BotStats stats = bot.stats();
        return String.format(
                Locale.ROOT,
                "%,.0f tx/s, %,d delivered, %,d rejected, queue %d, end to end p99 %.1f us, slot %s, nodes %s, rug pulls %d, alerts %s",
                perSecond(report),
                stats.transactionsDelivered(),
                stats.transactionsRejected() + stats.transactionsMalformed(),
                gauge(report, "queue.depth"),
                p99Micros(report),
                bot.stream().map(stream -> slot(stream.stats())).orElse("-"),
                bot.pool().map(pool -> nodes(pool.stats())).orElse("-"),
                rugPulls(),
                alerts(report));
    }

    private static void stream(StringBuilder out, StreamStats stats) {
        row(out, "slot", "%s", slot(stats));
        String endpoints = stats.endpoints().stream()
                .map(endpoint -> endpoint.endpoint() + " " + endpoint.state())
                .collect(Collectors.joining(", "));
        row(out, "stream", "%s; gaps %d open, %d filled", endpoints, stats.openGapCount(), stats.filledGapCount());
    }

    private static String slot(StreamStats stats) {
        return stats.slot() == -1 ? "-" : Long.toUnsignedString(stats.slot());
    }

    private static void stage(StringBuilder out, PerformanceReport.Latency latency) {
        PerformanceReport.Distribution window = latency.window().count() > 0 ? latency.window() : latency.total();
        out.append(String.format(
                Locale.ROOT,
                "  %-14s %10.1f %10.1f %10.1f%n",
                latency.name(),
                window.p50Ns() / 1e3,
                window.p99Ns() / 1e3,
                window.p999Ns() / 1e3));
    }

    private static String nodes(PoolStats stats) {
        return stats.nodes().stream()
                .map(node -> node.name() + " " + node.state())
                .collect(Collectors.joining(", "));
    }

    private static String alerts(PerformanceReport report) {
        String firing = report.alerts().active().stream()
                .filter(alert -> alert.state() == Alert.State.FIRING)
                .map(Alert::rule)
                .collect(Collectors.joining(", "));
        return firing.isEmpty() ? "none" : firing;
    }

    private long rugPulls() {
        return strategy.findings().stream()
                .filter(analysis -> analysis.code().equals("rug-pull"))
                .count();
    }

    private long journalBytes() {
        return bot.journal().orElseThrow().stats().tailPosition();
    }

    private static double perSecond(PerformanceReport report) {
        return report.counter("transactions.delivered")
                .map(PerformanceReport.Counter::perSecond)
                .orElse(0.0);
    }

    private static double p99Micros(PerformanceReport report) {
        return report.latency("endToEnd")
                .map(latency -> latency.window().p99Ns() / 1e3)
                .orElse(0.0);
    }

    private static long gauge(PerformanceReport report, String name) {
        return report.gauge(name).flatMap(PerformanceReport.Gauge::value).orElse(0L);
    }

    private static void row(StringBuilder out, String name, String format, Object... values) {
        out.append(String.format(Locale.ROOT, "  %-14s %s%n", name, String.format(Locale.ROOT, format, values)));
    }
}
