package io.trenchbot;

import io.trenchbot.queue.EntryRing;
import io.trenchbot.sigverify.SignatureBatch;
import io.trenchbot.sigverify.SignatureVerifier;
import io.trenchbot.streaming.TransactionView;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The strategy thread's work: takes a batch from the ring, verifies it as one, then journals, analyzes and hands on each
 * transaction in the order of its arrival. A batch is what has arrived; where it would not fill the verifier's lanes, it
 * waits for more until its {@link FlushDeadline}, which is zero unless set.
 *
 * <p>The journal is written after the verdict and before the strategy: a replay sees exactly what the strategy saw.
 *
 * <p>Threading: {@link #poll} by the strategy thread; the counts by any thread.
 */
final class Pipeline {
    /** Large enough to fill every vector lane many times over, small enough to stay in the second-level cache. */
    static final int BATCH_LIMIT = 128;

    /** Signatures that fit into the largest transaction: each takes 64 bytes, and 32 for its key. */
    private static final int MOST_SIGNATURES = TransactionView.MAX_WIRE_BYTES / (64 + 32);

    private static final Logger LOG = LoggerFactory.getLogger(TrenchBot.class);

    private final EntryRing<Entry> ring;
    private final @Nullable SignatureVerifier verifier;
    private final @Nullable Journal journal;
    private final List<TransactionAnalyzer> analyzers;
    private final Strategy strategy;
    private final TransactionExecutor executor;
    private final StageLatencies latencies;
    private final FlushDeadline flushDeadline;
    private final LongSupplier nanoClock;

    private final SignatureBatch signatures = new SignatureBatch(BATCH_LIMIT * MOST_SIGNATURES);
    private final ReceivedTransaction[] batch = new ReceivedTransaction[BATCH_LIMIT];
    private final int[] firstSignature = new int[BATCH_LIMIT];
    private int count;
    private long dequeuedNs;

    final Count delivered = new Count();
    final Count accepted = new Count();
    final Count rejected = new Count();
    final Count malformed = new Count();
    final Count findings = new Count();
    final Count userErrors = new Count();

    Pipeline(
            EntryRing<Entry> ring,
            @Nullable SignatureVerifier verifier,
            @Nullable Journal journal,
            List<TransactionAnalyzer> analyzers,
            Strategy strategy,
            TransactionExecutor executor,
            StageLatencies latencies,
            FlushDeadline flushDeadline,
            LongSupplier nanoClock) {
        this.ring = ring;
        this.verifier = verifier;
        this.journal = journal;
        this.analyzers = analyzers;
        this.strategy = strategy;
        this.executor = executor;
        this.latencies = latencies;
        this.flushDeadline = flushDeadline;
        this.nanoClock = nanoClock;
        for (int i = 0; i < BATCH_LIMIT; i++) {
            batch[i] = new ReceivedTransaction();
        }
    }

    /** Does what there is to do. Returns the number of transactions handled or held back, 0 = idle. */
    int poll() {
        int waiting = ring.isClosed() ? 0 : (int) ring.depth();
        if (verifier != null && flushDeadline.holds(waiting)) {
            Thread.onSpinWait(); // parking would oversleep a deadline of microseconds
            return waiting;
        }
        return ring.drain(this::collect, this::handleBatch, BATCH_LIMIT);
    }

    private void collect(Entry entry) {
        if (count == 0) {
            dequeuedNs = nanoClock.getAsLong();
        }
        latencies.queueWait().accept(dequeuedNs - entry.enqueuedNs);
        ReceivedTransaction transaction = batch[count];
        if (transaction.wrap(entry) != TransactionView.Status.OK) {
            transaction.verdict(TransactionVerdict.MALFORMED);
        } else {
            transaction.verdict(TransactionVerdict.UNVERIFIED);
            if (verifier != null) {
                addSignatures(transaction.view());
            }
        }
        count++;
    }

    private void addSignatures(TransactionView view) {
        firstSignature[count] = signatures.addTransaction(
                view.buffer(),
                view.offset(),
                view.length(),
                view.signatureCount(),
                view.signatureOffset(0),
                view.keyOffset(0),
                view.messageOffset());
    }

    private void handleBatch() {
        try {
            verify();
            for (int i = 0; i < count; i++) {
                handle(batch[i]);
            }
        } finally {
            count = 0;
        }
    }

    private void verify() {
        if (verifier == null || signatures.size() == 0) {
            return;
        }
        verifier.verify(signatures);
        latencies.verify().accept(nanoClock.getAsLong() - dequeuedNs);
        for (int i = 0; i < count; i++) {
            ReceivedTransaction transaction = batch[i];
            if (transaction.verdict() == TransactionVerdict.UNVERIFIED) {
                boolean all = signatures.allAccepted(
                        firstSignature[i], transaction.view().signatureCount());
                transaction.verdict(all ? TransactionVerdict.ACCEPTED : TransactionVerdict.REJECTED);
            }
        }
        signatures.clear();
    }

    private void handle(ReceivedTransaction transaction) {
        if (journal != null) {
            journal.append(transaction.entry(), transaction.verdict());
        }
        tally(transaction.verdict());
        if (transaction.verdict() == TransactionVerdict.ACCEPTED
                || transaction.verdict() == TransactionVerdict.UNVERIFIED) {
            analyze(transaction);
        }
        if (transaction.verdict() != TransactionVerdict.MALFORMED) {
            decide(transaction);
        }
        delivered.increment();
        latencies.endToEnd().accept(nanoClock.getAsLong() - transaction.receivedNs());
    }

    private void tally(TransactionVerdict verdict) {
        switch (verdict) {
            case ACCEPTED -> accepted.increment();
            case REJECTED -> rejected.increment();
            case MALFORMED -> malformed.increment();
            case UNVERIFIED -> {
                // Counted by delivered alone.
            }
        }
    }

    private void analyze(ReceivedTransaction transaction) {
        for (TransactionAnalyzer analyzer : analyzers) {
            try {
                Analysis analysis = analyzer.analyze(transaction);
                if (!analysis.isNothing()) {
                    findings.increment();
                    strategy.onAnalysis(analysis, transaction, executor);
                }
            } catch (RuntimeException e) {
                userError(e);
            }
        }
    }

    private void decide(ReceivedTransaction transaction) {
        try {
            strategy.onTransaction(transaction, executor);
        } catch (RuntimeException e) {
            userError(e);
        }
    }

    /** Logged at the 1st, 2nd, 4th, 8th … time: a handler that always throws must not fill a disk. */
    private void userError(RuntimeException e) {
        long seen = userErrors.increment();
        if (Long.bitCount(seen) == 1) {
            LOG.warn("an analyzer or the strategy threw, {} times so far", seen, e);
        }
    }
}
