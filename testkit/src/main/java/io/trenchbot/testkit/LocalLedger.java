package io.trenchbot.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A chain that grows by a block every slot and is served by any number of {@link LocalNode}s, which therefore show the same
 * slots, transactions and accounts. Slots go on, without traffic of the chain's own, from {@link Builder#build} on; {@link #start}
 * begins the traffic.
 *
 * <p>Threading: safe for any thread; runs one thread that keeps the time and one that builds blocks, both daemons, until closed.
 */
public final class LocalLedger implements AutoCloseable {
    private final Ledger ledger;
    private final ChainThread chain;
    private final Pacer pacer;
    private final Thread clock;
    private final @Nullable RecordedChain recording;
    private volatile boolean closed;

    private LocalLedger(Builder builder) {
        Chain source = builder.chain();
        chain = new ChainThread(source);
        ledger = new Ledger(chain, builder.maxTransactions, builder.confirmedAfterSlots, builder.finalizedAfterSlots);
        recording = source instanceof RecordedChain recorded ? recorded : null;
        long transactionNs = recording == null ? 0 : 1_000_000_000L / builder.transactionsPerSecond;
        pacer = new Pacer(chain, ledger, builder.slotDuration.toNanos(), transactionNs, System.nanoTime());
        clock = new Thread(this::keepTime, "trenchbot-testkit-clock");
        clock.setDaemon(true);
        clock.start();
    }

    /**
     * A ledger that replays one recorded block, under its own slot number, once. Its transactions go out in order at the set
     * rate while the slots go on; at a low rate the block takes longer than a slot, and the slots after it complete after it.
     *
     * @param getBlockReply a {@code getBlock} reply in base64 with full details, as plain JSON or in a zip file
     * @return a builder
     * @throws IOException if the file cannot be read or holds no such reply
     */
    public static Builder recorded(Path getBlockReply) throws IOException {
        return new Builder(RecordedBlock.read(getBlockReply));
    }

    /**
     * A ledger that replays what somebody received, in that order, under the slots and at the pace of the recording. A block is
     * built where the slot rises; what came late, after a transaction of a later slot, comes late again. Of each transaction
     * no more is known than its bytes: it has no balances, and addresses that it loaded from tables are not shown.
     *
     * @param transactions in the order of their reception, at least one; read as far as they are needed, a block ahead, on the
     *     ledger's thread, so that an iterator that waits slows the replay down, and one that never returns keeps the ledger open
     * @return a builder
     * @throws IllegalArgumentException if there is no transaction
     */
    public static Builder replayed(Iterator<RecordedTransaction> transactions) {
        if (!transactions.hasNext()) {
            throw new IllegalArgumentException("nothing to replay");
        }
        return new Builder(transactions);
    }

    /**
     * A ledger of a generated chain: truly signed and truly executed votes, transfers, swaps and launches, and the scripted
     * stories, the same ones for the same settings.
     *
     * @param seed chooses everything that is left to chance
     * @return a builder
     */
    public static Builder generated(long seed) {
        return new Builder(seed);
    }

    /** Begins the chain's traffic, with the next block that is built; a second call does nothing. */
    public void start() {
        chain.tell(Chain::start);
    }

    /**
     * The hash that names the cluster.
     *
     * @return base58
     */
    public String genesisHash() {
        return ledger.genesisHash();
    }

    /**
     * The newest complete slot.
     *
     * @return its number
     */
    public long slot() {
        return ledger.processedSlot();
    }

    /**
     * How many transactions have been executed.
     *
     * @return the count since the beginning, votes and submitted ones included
     */
    public long transactionCount() {
        return ledger.history().executedCount();
    }

    /**
     * How many transactions nodes have accepted by {@code sendTransaction}.
     *
     * @return the count since the beginning
     */
    public long submittedCount() {
        return ledger.submittedCount();
    }

    /**
     * How many different accepted transactions have been executed in a block, successfully or not.
     *
     * @return the count since the beginning
     */
    public long submittedLandedCount() {
        return ledger.submittedLandedCount();
    }

    /**
     * Which transactions had a bit flipped on purpose.
     *
     * @return their first signatures as served, base58; of a generated chain those that were built so far
     */
    public List<String> corruptedSignatures() {
        return chain.ask(Chain::corruptedSignatures).join();
    }

    /**
     * What the scripted stories that have begun did so far; the newest block's steps may be listed before they go out.
     *
     * @return the stories in the order of their beginning
     */
    public List<Scenario> scenarios() {
        return chain.ask(Chain::scenarios).join();
    }

    /**
     * Whether all recorded transactions have gone out.
     *
     * @return false for a generated chain, which does not end
     */
    public boolean replayed() {
        return recording != null && ledger.processedSlot() >= recording.lastSlot();
    }

    /** Stops the clock; nodes go on to serve what there is. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(clock);
        try {
            clock.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        chain.close();
    }

    Ledger ledger() {
        return ledger;
    }

    private void keepTime() {
        while (!closed) {
            long waitNs = pacer.poll(System.nanoTime());
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
        }
    }

    /**
     * Settings of a ledger.
     *
     * <p>Threading: for one thread.
     */
    public static final class Builder {
        private final @Nullable Block recorded;
        private final @Nullable Chain given;
        private final @Nullable Iterator<RecordedTransaction> replayed;
        private final long seed;
        private double speed = 1;
        private final List<Scenario.Plan> scenarios = new ArrayList<>();
        private final Map<Address, Long> balances = new LinkedHashMap<>();
        private double voteShare = 0.6;
        private double failedShare = 0.15;
        private double v0Share = 0.5;
        private int transactionsPerSecond = 1_000;
        private Duration slotDuration = Duration.ofMillis(400);
        private int confirmedAfterSlots = 1;
        private int finalizedAfterSlots = 31;
        private int maxTransactions = 100_000;
        private int corruptTransactions;
        private long corruptionSeed;

        private Builder(Block recorded) {
            this.recorded = recorded;
            this.given = null;
            this.replayed = null;
            this.seed = 0;
        }

        private Builder(long seed) {
            this.recorded = null;
            this.given = null;
            this.replayed = null;
            this.seed = seed;
        }

        private Builder(Iterator<RecordedTransaction> replayed) {
            this.recorded = null;
            this.given = null;
            this.replayed = replayed;
            this.seed = 0;
        }

        /** A chain made elsewhere in this package. */
        Builder(Chain chain) {
            this.recorded = null;
            this.given = chain;
            this.replayed = null;
            this.seed = 0;
        }

        /**
         * Adds stories to a generated chain.
         *
         * @param plans which ones and when
         * @return this
         * @see LocalLedger#scenarios
         */
        public Builder scenario(Scenario.Plan... plans) {
            scenarios.addAll(List.of(plans));
            return this;
        }

        /**
         * Gives an account of a generated chain lamports to begin with.
         *
         * @param account its address
         * @param lamports its balance
         * @return this
         */
        public Builder balance(Address account, long lamports) {
            balances.put(account, lamports);
            return this;
        }

        /**
         * What a generated chain's transactions are like.
         *
         * @param votes the share of votes, 0 to 1; 0.6 unless set
         * @param failed the share of failing ones among the others, 0 to 1; 0.15 unless set
         * @param v0 the share of version 0 among the swaps, 0 to 1; 0.5 unless set
         * @return this
         */
        public Builder shares(double votes, double failed, double v0) {
            voteShare = share(votes);
            failedShare = share(failed);
            v0Share = share(v0);
            return this;
        }

        /**
         * How fast transactions are executed, votes included.
         *
         * @param count transactions a second, 1 to 1,000,000; 1,000 unless set
         * @return this
         */
        public Builder transactionsPerSecond(int count) {
            transactionsPerSecond = within(count, 1, 1_000_000, "transactions per second");
            return this;
        }

        /**
         * How much faster than recorded a replay goes.
         *
         * @param factor more than 0; positive infinity for as fast as the nodes go; 1 unless set
         * @return this
         * @see LocalLedger#replayed(Iterator)
         */
        public Builder speed(double factor) {
            if (!(factor > 0)) {
                throw new IllegalArgumentException("a speed of " + factor + ", not more than 0");
            }
            speed = factor;
            return this;
        }

        /**
         * How long a slot takes.
         *
         * @param duration 1 ms to one hour; 400 ms unless set
         * @return this
         */
        public Builder slotDuration(Duration duration) {
            within((int) Math.min(duration.toMillis(), Integer.MAX_VALUE), 1, 3_600_000, "ms a slot");
            slotDuration = duration;
            return this;
        }

        /**
         * How many blocks after its own a block is confirmed.
         *
         * @param slots 0 to 500; 1 unless set
         * @return this
         */
        public Builder confirmedAfterSlots(int slots) {
            confirmedAfterSlots = within(slots, 0, 500, "slots to confirmed");
            return this;
        }

        /**
         * How many blocks after its own a block is finalized.
         *
         * @param slots 0 to 500, not less than for confirmed; 31 unless set
         * @return this
         */
        public Builder finalizedAfterSlots(int slots) {
            finalizedAfterSlots = within(slots, 0, 500, "slots to finalized");
            return this;
        }

        /**
         * How many transactions are kept for {@code getBlock} and the like before the oldest blocks go; the 64 newest blocks stay.
         *
         * @param transactions at least 1; 100,000 unless set
         * @return this
         */
        public Builder keepTransactions(int transactions) {
            maxTransactions = within(transactions, 1, Integer.MAX_VALUE, "transactions to keep");
            return this;
        }

        /**
         * Flips one bit in each of some transactions, in a signature or in what is signed, so that they no longer verify.
         *
         * @param count how many
         * @param seed chooses transactions and bits of a recording; a generated chain's own seed chooses its own
         * @return this
         * @see LocalLedger#corruptedSignatures
         */
        public Builder corruptTransactions(int count, long seed) {
            corruptTransactions = within(count, 0, Integer.MAX_VALUE, "corrupt transactions");
            corruptionSeed = seed;
            return this;
        }

        /**
         * Creates the ledger and lets its slots run.
         *
         * @return the ledger, to be closed
         * @throws IllegalArgumentException if settings contradict each other
         */
        public LocalLedger build() {
            if (finalizedAfterSlots < confirmedAfterSlots) {
                throw new IllegalArgumentException("finalized after " + finalizedAfterSlots
                        + " slots, before confirmed after " + confirmedAfterSlots);
            }
            return new LocalLedger(this);
        }

        private Chain chain() {
            if (given != null) {
                return given;
            }
            if (replayed != null) {
                return new RecordedChain(new RecordedBlocks(replayed, speed, slotDuration.toNanos()), List.of());
            }
            return recorded != null
                    ? new RecordedChain(recorded, corruptTransactions, corruptionSeed)
                    : new GeneratedChain(new GeneratedChain.Settings(
                            seed,
                            transactionsPerSecond * (slotDuration.toNanos() / 1e9),
                            voteShare,
                            failedShare,
                            v0Share,
                            List.copyOf(scenarios),
                            corruptTransactions,
                            balances));
        }

        private static double share(double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share of " + share + ", not within 0 to 1");
            }
            return share;
        }

        private static int within(int value, int low, int high, String what) {
            if (value < low || value > high) {
                throw new IllegalArgumentException(value + " " + what + ", not within " + low + " to " + high);
            }
            return value;
        }
    }
}
