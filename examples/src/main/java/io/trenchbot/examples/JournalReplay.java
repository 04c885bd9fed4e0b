package io.trenchbot.examples;

import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.NodeStats;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Serves a journal as a node, so that a bot meets a recorded day again: it begins when somebody subscribes to transactions and
 * ends when everything has been sent and the last subscription is gone.
 */
final class JournalReplay {
    private static final Set<String> SUBSCRIPTIONS = Set.of("transactionSubscribe", "logsSubscribe", "blockSubscribe");
    private static final long STEP_MS = 10;
    /** A client that comes back within this time has only reconnected. */
    private static final long GONE_MS = 1_000;
    /** Transactions that the node can still be asked for; the journal has them all. */
    private static final int KEPT_TRANSACTIONS = 20_000;

    private JournalReplay() {}

    static int serve(JournalOptions options, PrintStream out) throws IOException, InterruptedException {
        try (JournalFeed feed = new JournalFeed(options)) {
            if (!feed.hasNext()) {
                throw failed(feed, new IllegalArgumentException("the journal holds no such record"));
            }
            try (LocalLedger ledger = LocalLedger.replayed(feed)
                            .speed(options.speed())
                            .keepTransactions(KEPT_TRANSACTIONS)
                            .build();
                    LocalNode node = node(ledger, options)) {
                feed.follow(node);
                out.println("JSON-RPC at " + node.rpcUrl());
                out.println("PubSub at " + node.webSocketUrl());
                out.println("waiting for a subscription to transactions");
                replay(ledger, node, feed, out);
            }
            if (feed.failure() != null) {
                throw failed(feed, new IllegalStateException("the replay failed"));
            }
        }
        return 0;
    }

    private static RuntimeException failed(JournalFeed feed, RuntimeException otherwise) {
        RuntimeException failure = feed.failure();
        return failure != null ? failure : otherwise;
    }

    private static LocalNode node(LocalLedger ledger, JournalOptions options) throws IOException {
        LocalNode.Builder builder =
                LocalNode.builder(ledger).dialect(LocalNode.Dialect.HELIUS).maxQueuedBytes(Integer.MAX_VALUE);
        if (options.port() > 0) {
            builder.httpPort(options.port()).webSocketPort(options.port() + 1);
        }
        return builder.build();
    }

    private static boolean subscribed(NodeStats stats) {
        return stats.requests().keySet().stream().anyMatch(SUBSCRIPTIONS::contains);
    }

    private static void replay(LocalLedger ledger, LocalNode node, JournalFeed feed, PrintStream out)
            throws InterruptedException {
        try {
            while (!subscribed(node.stats())) {
                Thread.sleep(STEP_MS);
            }
            long startNs = System.nanoTime();
            ledger.start();
            while (!isOver(ledger, node.stats(), feed)) {
                Thread.sleep(STEP_MS);
            }
            double seconds = (double) (System.nanoTime() - startNs) / TimeUnit.SECONDS.toNanos(1);
            out.printf("replayed %d records in %.1f s%n", feed.handedOut(), seconds);
            long goneMs = 0;
            while (goneMs < GONE_MS) {
                Thread.sleep(STEP_MS);
                goneMs = node.stats().subscriptionsOpen() == 0 ? goneMs + STEP_MS : 0;
            }
        } finally {
            // Or the ledger would wait for what it reads, and that for clients who are gone.
            feed.stop();
        }
    }

    private static boolean isOver(LocalLedger ledger, NodeStats stats, JournalFeed feed) {
        return ledger.replayed() && stats.transactionsTold() >= feed.handedOut() && stats.bytesQueued() == 0;
    }
}
