package io.trenchbot.examples;

import io.trenchbot.Analysis;
import io.trenchbot.ExecutionResult;
import io.trenchbot.TrenchBot;
import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.monitor.PerformanceReport;
import io.trenchbot.pool.PoolListener;
import io.trenchbot.pool.PoolStats;
import io.trenchbot.pool.RpcException;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.sigverify.VerifierStats;
import io.trenchbot.streaming.Commitment;
import io.trenchbot.streaming.Gap;
import io.trenchbot.streaming.StreamListener;
import io.trenchbot.streaming.StreamState;
import io.trenchbot.streaming.StreamStats;
import io.trenchbot.testkit.Address;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One run of the quickstart, from the first connection to the figures of the report. */
final class QuickstartRun implements AutoCloseable {
    private static final long LIVE_PATIENCE_S = 15;
    private static final long SETTLE_PATIENCE_MS = 15_000;
    private static final long STEP_MS = 100;
    private static final long TABLE_EVERY_STEPS = 5;
    private static final long LINE_EVERY_STEPS = 20;
    private static final double OUTAGE_SHARE = 0.1;
    private static final long AIRDROP_LAMPORTS = 1_000_000_000;

    private final QuickstartOptions options;
    private final Screen screen;
    private final @Nullable LocalCluster cluster;
    private final Path journalDirectory;
    private final WarningStrategy strategy = new WarningStrategy(this::found);
    private final CountDownLatch live = new CountDownLatch(1);
    private final AtomicLong reconnects = new AtomicLong(-1);
    private final AtomicLong failovers = new AtomicLong();
    private final Watch watch;
    private final TrenchBot bot;
    private final LiveTable table;
    private long journalStart;

    QuickstartRun(QuickstartOptions options, Screen screen) throws IOException {
        this.options = options;
        this.screen = screen;
        cluster = options.webSocket() != null
                ? null
                : LocalCluster.open(options.block(), options.transactionsPerSecond(), options.corrupt());
        Path kept = options.journal();
        journalDirectory = kept != null ? kept : Files.createTempDirectory("trenchbot-journal");
        watch = new Watch(screen);
        bot = build();
        table = new LiveTable(bot, strategy);
    }

    private TrenchBot build() {
        URI webSocket = cluster != null ? cluster.webSocketUrl() : options.webSocket();
        List<URI> rpc = cluster != null ? cluster.rpcUrls() : options.rpc();
        SolanaConnectionPool.Builder pool = SolanaConnectionPool.builder().listener(poolListener());
        pool.primary(rpc.get(0).toString());
        rpc.stream().skip(1).forEach(url -> pool.backup(url.toString()));
        TransactionBuffer journal = TransactionBuffer.builder(journalDirectory).open();
        journalStart = journal.stats().tailPosition();
        return TrenchBot.builder().stream(Objects.requireNonNull(webSocket))
                .streamSettings(
                        stream -> stream.commitment(Commitment.PROCESSED).listener(streamListener()))
                .verifier(SignatureVerifier.create())
                .journal(journal)
                .pool(pool.build())
                .monitor(watch.monitor())
                .analyzer(new RugPullAnalyzer())
                .strategy(strategy)
                .build();
    }

    private StreamListener streamListener() {
        return new StreamListener() {
            @Override
            public void onState(String endpoint, StreamState state, String reason) {
                if (state == StreamState.LIVE) {
                    reconnects.incrementAndGet();
                    live.countDown();
                    screen.status(options.theme().line(Theme.Event.LIVE, endpoint));
                } else if (state == StreamState.WAITING) {
                    screen.status(options.theme().line(Theme.Event.ERROR, endpoint + ": " + reason));
                }
            }

            @Override
            public void onGap(Gap gap) {
                screen.status("[gap] " + gap.state() + " after slot " + Long.toUnsignedString(gap.lastSlot()) + ": "
                        + gap.detail());
            }
        };
    }

    private PoolListener poolListener() {
        return new PoolListener() {
            @Override
            public void attemptStarted(String method, String node, Reason reason) {
                if (reason == Reason.RETRY) {
                    failovers.incrementAndGet();
                }
            }

            @Override
            public void nodeStateChanged(String node, PoolStats.NodeState state, String why) {
                screen.status("[pool] " + node + " " + state + ": " + why);
            }
        };
    }

    private void found(Analysis analysis) {
        screen.status("[" + analysis.code() + "] " + analysis.subject() + ": " + String.join("; ", analysis.reasons()));
    }

    QuickstartReport run() throws IOException, InterruptedException {
        screen.status(options.theme().line(Theme.Event.START, "journal in " + journalDirectory.getFileName()));
        bot.start();
        if (options.dashboardPort() != null) {
            screen.status("[dashboard] " + watch.serve(options.dashboardPort()));
        }
        if (!live.await(LIVE_PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IOException("no subscription became live within " + LIVE_PATIENCE_S + " s");
        }
        LocalCluster local = cluster;
        if (local != null) {
            fundWallet();
            local.ledger().start();
        }
        stream();
        screen.status(options.theme().line(Theme.Event.STOP, "letting what is under way arrive"));
        settle();
        return report();
    }

    /** A recorded block has no faucet: then the bot only looks on. */
    private void fundWallet() throws IOException, InterruptedException {
        if (options.block() != null) {
            return;
        }
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Address address = Address.ofSeed(seed);
        SolanaConnectionPool pool = bot.pool().orElseThrow();
        pool.call("requestAirdrop", "[\"" + address + "\"," + AIRDROP_LAMPORTS + "]");
        refreshBlockhash();
        strategy.wallet(new WarningStrategy.Wallet(seed, address));
    }

    private void stream() throws InterruptedException {
        long steps = (long) Math.max(1, options.seconds() * 1_000 / STEP_MS);
        long outageSteps = Math.max(5, (long) (steps * OUTAGE_SHARE));
        for (long step = 0; step < steps && !replayed(); step++) {
            outage(step - steps / 2, outageSteps);
            refreshBlockhash();
            show(step);
            Thread.sleep(STEP_MS);
        }
    }

    /** A recorded block is over before a node can die in the middle of it. */
    private void outage(long stepsIntoIt, long outageSteps) {
        if (cluster == null || options.block() != null) {
            return;
        }
        if (stepsIntoIt == 0) {
            screen.status("[fault] the primary node dies");
            cluster.killPrimary();
        } else if (stepsIntoIt == outageSteps) {
            screen.status("[fault] the primary node is back");
            cluster.revivePrimary();
        }
    }

    private boolean replayed() {
        return cluster != null && cluster.ledger().replayed();
    }

    private void show(long step) {
        if (step % TABLE_EVERY_STEPS == 0) {
            screen.table(table.table(), step % LINE_EVERY_STEPS == 0 ? table.line() : "");
        }
    }

    /** The hash that the bot's next transaction will name; a call that fails is tried again by the next step. */
    private void refreshBlockhash() {
        try {
            strategy.blockhash(
                    bot.pool().orElseThrow().rpc().getLatestBlockhash().blockhash());
        } catch (RpcException | InterruptedIOException e) {
            screen.status(options.theme().line(Theme.Event.ERROR, String.valueOf(e.getMessage())));
        }
    }

    /** What was sent lands or fails, gaps are filled, then the ledger stops and the last of its transactions arrive. */
    private void settle() throws InterruptedException {
        strategy.wallet(null);
        await(() -> bot.executor().stats().inFlightCount() == 0
                && bot.stream().orElseThrow().stats().openGapCount() == 0);
        LocalCluster local = cluster;
        if (local != null) {
            local.ledger().close();
            await(() -> lost() == 0);
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        for (long waitedMs = 0; waitedMs < SETTLE_PATIENCE_MS && !condition.getAsBoolean(); waitedMs += STEP_MS) {
            Thread.sleep(STEP_MS);
        }
    }

    private long lost() {
        return cluster == null
                ? 0
                : cluster.ledger().transactionCount() - bot.stats().transactionsDelivered();
    }

    private QuickstartReport report() {
        StreamStats stream = bot.stream().orElseThrow().stats();
        long lost = lost();
        bot.close();
        PerformanceReport.Distribution endToEnd = bot.monitor()
                .orElseThrow()
                .report()
                .latency("endToEnd")
                .orElseThrow()
                .total();
        SignatureVerifier verifier = bot.verifier().orElseThrow();
        VerifierStats verified = verifier.stats();
        JournalCheck journal = JournalCheck.of(journalDirectory, journalStart, strategy.fingerprint());
        return new QuickstartReport(
                bot.stats().transactionsDelivered(),
                lost,
                bot.stats().transactionsRejected() + bot.stats().transactionsMalformed(),
                verified.accepted(),
                verified.rejectedCount(),
                journal.records(),
                journal.matches() && journal.records() == bot.stats().transactionsDelivered(),
                endToEnd.p50Ns() / 1e3,
                endToEnd.p99Ns() / 1e3,
                endToEnd.p999Ns() / 1e3,
                verifier.engine().toString(),
                reconnects.get(),
                stream.filledGapCount(),
                stream.unfillableGapCount(),
                stream.backfilledCount(),
                failovers.get(),
                strategy.findings().stream()
                        .filter(analysis -> analysis.code().equals("rug-pull"))
                        .count(),
                bot.stats().findings(),
                watch.alertCount(),
                strategy.warningCount(),
                strategy.results().stream().filter(ExecutionResult::landed).count());
    }

    @Override
    public void close() throws IOException {
        watch.close();
        bot.close();
        if (cluster != null) {
            cluster.close();
        }
        if (options.journal() == null) {
            deleteJournal();
        }
    }

    private void deleteJournal() throws IOException {
        try (var files = Files.walk(journalDirectory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
