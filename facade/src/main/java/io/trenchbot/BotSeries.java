package io.trenchbot;

import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.queue.EntryRing;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The counters and gauges that a bot gives its monitor, which pulls them about once a second. */
final class BotSeries {
    private BotSeries() {}

    static void register(PerformanceMonitor monitor, TrenchBot bot) {
        counter(monitor, "transactions.received", bot, BotStats::transactionsReceived);
        counter(monitor, "transactions.delivered", bot, BotStats::transactionsDelivered);
        counter(monitor, "transactions.rejected", bot, BotStats::transactionsRejected);
        counter(monitor, "transactions.malformed", bot, BotStats::transactionsMalformed);
        counter(monitor, "analysis.findings", bot, BotStats::findings);
        counter(monitor, "analysis.errors", bot, BotStats::userErrors);
        queue(monitor, bot.ring());
        bot.verifier().ifPresent(verifier -> {
            monitor.counter("signatures.accepted", () -> verifier.stats().accepted());
            monitor.counter("signatures.rejected", () -> verifier.stats().rejectedCount());
        });
        bot.journal().ifPresent(journal -> {
            counter(monitor, "journal.records", bot, BotStats::journalRecords);
            counter(monitor, "journal.missing", bot, BotStats::journalMissing);
            monitor.gauge("journal.fileBytes", () -> journal.stats().fileBytes());
        });
        bot.stream().ifPresent(stream -> {
            monitor.gauge("stream.slot", () -> stream.stats().slot());
            monitor.counter("stream.gaps", () -> stream.stats().gapCount());
            monitor.counter("stream.gapsUnfillable", () -> stream.stats().unfillableGapCount());
            monitor.counter("stream.backfilled", () -> stream.stats().backfilledCount());
        });
        bot.pool().ifPresent(pool -> {
            monitor.counter("pool.calls", () -> pool.stats().calls());
            monitor.counter("pool.callsFailed", () -> pool.stats().callsFailed());
            monitor.counter("pool.retries", () -> pool.stats().retries());
            monitor.counter("execute.submitted", () -> bot.executor().stats().submittedCount());
            monitor.counter("execute.landed", () -> bot.executor().stats().landedCount());
        });
    }

    private static void queue(PerformanceMonitor monitor, EntryRing<Entry> ring) {
        monitor.counter("queue.pushed", ring::pushedCount);
        monitor.counter("queue.rejected", ring::rejectedCount);
        monitor.gauge("queue.depth", ring::depth);
        monitor.gauge("queue.highWater", ring::highWaterCount);
    }

    private static void counter(
            PerformanceMonitor monitor, String name, TrenchBot bot, ToLongFunction<BotStats> count) {
        LongSupplier total = () -> count.applyAsLong(bot.stats());
        monitor.counter(name, total);
    }
}
