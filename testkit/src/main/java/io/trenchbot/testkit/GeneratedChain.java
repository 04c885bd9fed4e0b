package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chain that is generated out of a seed: the same settings and the same submissions give the same blocks, byte for byte, on
 * every JDK. Each transaction is truly signed and truly executed, submitted ones by the same runtime as generated ones.
 */
final class GeneratedChain implements Chain, Story.Stage {
    /** Submitted transactions that wait for a block; more are dropped as a validator drops them, silently. */
    static final int MAX_PENDING = 10_000;

    /** The slot of the genesis state: far enough for a validator's tower and 150 older blockhashes. */
    static final long FIRST_SLOT = 300_000_000;

    private static final long FIRST_HEIGHT = 280_000_000;
    private static final long FIRST_TIME_SECONDS = 1_767_225_600;
    private static final long SLOT_MILLIS = 400;

    /**
     * What the chain shall be.
     *
     * @param seed chooses everything that is left to chance
     * @param transactionsPerSlot how many transactions a block gets, on average
     * @param voteShare the share of votes among them, 0 to 1
     * @param failedShare the share of failing ones among the others, 0 to 1
     * @param v0Share the share of version 0 transactions among the swaps, 0 to 1
     * @param scenarios the stories to be told
     * @param corruptTransactions how many transactions get one bit flipped on their way out
     * @param balances lamports that accounts have from the beginning, in iteration order
     */
    record Settings(
            long seed,
            double transactionsPerSlot,
            double voteShare,
            double failedShare,
            double v0Share,
            List<Scenario.Plan> scenarios,
            int corruptTransactions,
            Map<Address, Long> balances) {
        Settings(long seed, double transactionsPerSlot, List<Scenario.Plan> scenarios, int corruptTransactions) {
            this(seed, transactionsPerSlot, 0.6, 0.15, 0.5, scenarios, corruptTransactions, Map.of());
        }

        int validators() {
            return (int) Math.ceil(transactionsPerSlot * voteShare);
        }
    }

    private final Settings settings;
    private final Accounts accounts = new Accounts();
    private final RecentHashes hashes = new RecentHashes();
    private final Bank bank;
    private final Validators validators;
    private final Traffic traffic;
    private final Stories stories;
    private final Rng corruption;
    private long transactionsToCorruption;
    private final Deque<byte[]> pending = new ArrayDeque<>();
    private final String genesisHash;
    private final List<LandedTransaction> landed = new ArrayList<>(); // of the block that is being built
    private final List<String> corruptedSignatures = new ArrayList<>();
    private long slot = FIRST_SLOT;
    private long ownSlots; // slots since the start of its own traffic
    private boolean started;

    GeneratedChain(Settings settings) {
        this.settings = settings;
        Rng random = new Rng(settings.seed());
        bank = new Bank(accounts, Genesis.PROGRAMS);
        validators = new Validators(settings.validators(), random);
        traffic = new Traffic(settings, random, accounts);
        stories = new Stories(settings, random, this, accounts, traffic);
        Genesis.addPrograms(accounts, slot);
        validators.addTo(accounts, slot);
        settings.balances().forEach((address, lamports) -> accounts.credit(address, lamports, slot));
        corruption = new Rng(~settings.seed());
        transactionsToCorruption = corruptionGap();
        genesisHash = Base58.encode(random.bytes(Address.BYTES));
        for (long old = slot - Bank.BLOCKHASH_AGE; old <= slot; old++) {
            bank.close(hashes.add(old, timeSeconds(old), List.of()));
        }
        bank.open(slot, timeSeconds(slot));
        traffic.open(this);
        payLeader();
        accounts.drainChanged(slot);
    }

    @Override
    public String genesisHash() {
        return genesisHash;
    }

    @Override
    public long slot() {
        return slot;
    }

    @Override
    public Block next() {
        long parent = slot++;
        bank.open(slot, timeSeconds(slot));
        landed.clear();
        landPending();
        if (started) {
            stories.next(ownSlots);
            landGenerated();
            ownSlots++;
        }
        String previous = hashes.newest().toString();
        String rewards = payLeader();
        Genesis.writeClock(accounts, slot, timeSeconds(slot));
        bank.close(hashes.add(slot, timeSeconds(slot), landed));
        return new Block(
                slot,
                parent,
                FIRST_HEIGHT + slot - FIRST_SLOT,
                timeSeconds(slot),
                hashes.newest().toString(),
                previous,
                corrupted(),
                accounts.drainChanged(slot),
                rewards);
    }

    private void landPending() {
        for (byte[] wire = pending.poll(); wire != null; wire = pending.poll()) {
            Message message = Message.parse(wire);
            if (message != null && signed(message, wire)) {
                add(bank.land(message, wire));
            }
        }
    }

    /** Votes evenly among the others; the fractions of transactions per slot carry over to later slots. */
    private void landGenerated() {
        double perSlot = settings.transactionsPerSlot();
        int count = (int) ((long) (perSlot * (ownSlots + 1)) - (long) (perSlot * ownSlots));
        int votes = 0;
        for (int i = landed.size(); i < count; i++) {
            boolean vote = (long) ((i + 1) * settings.voteShare()) > (long) (i * settings.voteShare());
            WireTransaction transaction = vote ? validators.vote(slot, votes++, hashes) : traffic.next(hashes);
            add(bank.land(transaction.parsed(), transaction.array()));
        }
    }

    private void add(@Nullable LandedTransaction transaction) {
        if (transaction != null) {
            landed.add(transaction);
        }
    }

    /** All fees go to the leader, so that no lamports come or go. */
    private String payLeader() {
        long fees = bank.feeLamports();
        if (fees == 0) {
            return "[]";
        }
        Address leader = validators.leader(slot);
        accounts.credit(leader, fees, slot);
        return "[{\"commission\":null,\"lamports\":" + fees + ",\"postBalance\":" + accounts.stored(leader).lamports
                + ",\"pubkey\":\"" + leader + "\",\"rewardType\":\"Fee\"}]";
    }

    private static long timeSeconds(long slot) {
        return FIRST_TIME_SECONDS + (slot - FIRST_SLOT) * SLOT_MILLIS / 1_000;
    }

    @Override
    public @Nullable AccountState account(String address) {
        Address key = Address.of(address);
        Account account = accounts.find(key);
        return account == null ? null : account.state(key);
    }

    @Override
    public List<AccountState> accounts() {
        return accounts.all();
    }

    @Override
    public List<AccountState> programAccounts(String programAddress) {
        return accounts.ownedBy(Address.of(programAddress));
    }

    @Override
    public Execution simulate(byte[] wire) {
        return simulate(wire, true);
    }

    @Override
    public Execution simulate(byte[] wire, boolean verifySignatures) {
        Message message = Message.parse(wire);
        if (message == null) {
            return new Execution("\"SanitizeFailure\"", List.of(), 0, List.of());
        }
        if (verifySignatures && !signed(message, wire)) {
            return new Execution("\"SignatureFailure\"", List.of(), 0, List.of());
        }
        return bank.process(message, wire).execution();
    }

    @Override
    public void submit(byte[] wire) {
        if (pending.size() < MAX_PENDING) {
            pending.add(wire.clone());
        }
    }

    @Override
    public String airdrop(String address, long lamports) {
        WireTransaction transfer = fund(List.of(Address.of(address)), List.of(lamports));
        submit(transfer.array());
        return transfer.signature();
    }

    @Override
    public WireTransaction fund(List<Address> to, List<Long> lamports) {
        return traffic.fund(to, lamports, hashes);
    }

    @Override
    public LandedTransaction land(WireTransaction transaction) {
        LandedTransaction done = bank.land(transaction.parsed(), transaction.array());
        if (done == null) {
            throw new IllegalStateException(
                    "a transaction of the chain's own did not land: " + transaction.signature());
        }
        landed.add(done);
        return done;
    }

    @Override
    public Address blockhash() {
        return hashes.newest();
    }

    @Override
    public Account account(Address address) {
        return accounts.stored(address);
    }

    @Override
    public List<Scenario> scenarios() {
        return stories.told();
    }

    /** The block's transactions as they go out: a few of them with one bit flipped, at random distances of two slots at most. */
    private List<LandedTransaction> corrupted() {
        int count = 0;
        for (; transactionsToCorruption < landed.size(); transactionsToCorruption += corruptionGap()) {
            count++;
        }
        transactionsToCorruption -= landed.size();
        count = Math.min(Math.min(count, landed.size()), settings.corruptTransactions() - corruptedSignatures.size());
        if (count == 0) {
            return List.copyOf(landed);
        }
        Corruption made = Corruption.of(landed, count, corruption.next());
        corruptedSignatures.addAll(made.signatures());
        return made.transactions();
    }

    private long corruptionGap() {
        return 1L + corruption.below((int) Math.max(1, 2 * settings.transactionsPerSlot()));
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public List<String> corruptedSignatures() {
        return List.copyOf(corruptedSignatures);
    }

    long totalLamports() {
        return accounts.totalLamports();
    }

    private static boolean signed(Message message, byte[] wire) {
        for (int i = 0; i < message.signers(); i++) {
            int offset = 1 + i * Message.SIGNATURE_BYTES;
            if (!KeyPair.verify(message.keys().get(i), wire, offset, message.messageOffset())) {
                return false;
            }
        }
        return true;
    }
}
