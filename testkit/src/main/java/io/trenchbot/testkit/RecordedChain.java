package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A chain of empty blocks in which recorded blocks take their places after {@link #start}, each under its own slot, parent, hash
 * and height; the slots between are skipped ones. It has no accounts and executes nothing: a submitted transaction whose
 * signatures and blockhash hold lands with a success status.
 */
final class RecordedChain implements Chain {
    /** Mainnet's, where recordings come from. */
    static final String GENESIS_HASH = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

    /** How far below the recording the empty slots begin: more than an hour of waiting for {@link #start} at 400 ms a slot. */
    static final long SLOTS_BEFORE = 10_000;

    /** What a failed transaction is told to have failed with: how it did was not recorded. */
    private static final String UNKNOWN_ERROR = "{\"InstructionError\":[0,\"GenericError\"]}";

    private static final int BLOCKHASH_AGE_BLOCKS = 150;
    private static final int MAX_SUBMITTED = 10_000;

    /** The first recorded block, from which heights and times of the empty ones are counted. */
    private final Block recorded;

    private final Iterator<Block> later;
    private final List<String> corruptedSignatures;
    private final Queue<byte[]> submitted = new ArrayDeque<>();
    private final ArrayDeque<String> recentBlockhashes = new ArrayDeque<>();
    private Block newest;
    private @Nullable Block due;
    private boolean started;
    private volatile long lastSlot = Long.MAX_VALUE;

    RecordedChain(Block block, int corruptTransactions, long corruptionSeed) {
        this(block, Corruption.of(block.transactions(), corruptTransactions, corruptionSeed));
    }

    private RecordedChain(Block block, Corruption corruption) {
        this(List.of(withTransactions(block, corruption.transactions())).iterator(), corruption.signatures());
    }

    /**
     * @param blocks at least one, slots rising
     */
    RecordedChain(Iterator<Block> blocks, List<String> corruptedSignatures) {
        Block block = blocks.next();
        this.recorded = block;
        this.later = blocks;
        this.due = block;
        this.corruptedSignatures = corruptedSignatures;
        long root = Math.max(0, block.parentSlot() - SLOTS_BEFORE);
        this.newest = new Block(
                root,
                Math.max(0, root - 1),
                height(root),
                time(root),
                hash(root),
                hash(root - 1),
                List.of(),
                List.of());
        recentBlockhashes.add(newest.blockhash());
    }

    @Override
    public String genesisHash() {
        return GENESIS_HASH;
    }

    @Override
    public long slot() {
        return newest.slot();
    }

    @Override
    public Block next() {
        Block next = due;
        newest = started && next != null ? replay(next) : empty(newest.slot() + 1);
        recentBlockhashes.addLast(newest.blockhash());
        if (recentBlockhashes.size() > BLOCKHASH_AGE_BLOCKS) {
            recentBlockhashes.removeFirst();
        }
        return newest;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public @Nullable AccountState account(String address) {
        return null;
    }

    @Override
    public List<AccountState> programAccounts(String programAddress) {
        return List.of();
    }

    @Override
    public Execution simulate(byte[] wire) {
        return simulate(wire, true);
    }

    @Override
    public Execution simulate(byte[] wire, boolean verifySignatures) {
        Message message = Message.parse(wire);
        if (message == null) {
            return failed("\"SanitizeFailure\"");
        }
        if (verifySignatures && !signed(message, wire)) {
            return failed("\"SignatureFailure\"");
        }
        if (!recentBlockhashes.contains(message.blockhash().toString())) {
            return failed("\"BlockhashNotFound\"");
        }
        return new Execution("null", logs(message), units(message), List.of());
    }

    @Override
    public void submit(byte[] wire) {
        if (submitted.size() < MAX_SUBMITTED) {
            submitted.add(wire);
        }
    }

    @Override
    public List<String> corruptedSignatures() {
        return corruptedSignatures;
    }

    /** The slot of the last recorded block; {@link Long#MAX_VALUE} while that is still to come. */
    long lastSlot() {
        return lastSlot;
    }

    /** A recorded block, once its parent slot is the newest; before that an empty block in its parent's place. */
    private Block replay(Block block) {
        if (newest.slot() < block.parentSlot()) {
            Block parent = empty(block.parentSlot());
            return new Block(
                    parent.slot(),
                    parent.parentSlot(),
                    block.blockHeight() - 1,
                    parent.blockTimeSeconds(),
                    block.previousBlockhash(),
                    parent.previousBlockhash(),
                    parent.transactions(),
                    List.of());
        }
        due = later.hasNext() ? later.next() : null;
        Block replayed = inPlace(block);
        lastSlot = due == null ? replayed.slot() : Long.MAX_VALUE;
        return replayed;
    }

    /** A block with times of its own takes submitted transactions along, for it may be hours to the next one without. */
    private Block inPlace(Block block) {
        boolean follows = newest.slot() == block.parentSlot();
        if (block.timing() == null && follows) {
            return block;
        }
        Block frame = follows ? block : empty(newest.slot() + 1);
        List<LandedTransaction> transactions = new ArrayList<>(block.transactions());
        if (block.timing() != null) {
            transactions.addAll(follows ? landSubmitted() : frame.transactions());
        }
        return new Block(
                frame.slot(),
                frame.parentSlot(),
                frame.blockHeight(),
                frame.blockTimeSeconds(),
                frame.blockhash(),
                frame.previousBlockhash(),
                List.copyOf(transactions),
                frame.changedAccounts(),
                frame.rewardsJson(),
                block.timing());
    }

    private Block empty(long slot) {
        return new Block(
                slot,
                newest.slot(),
                newest.blockHeight() + 1,
                time(slot),
                hash(slot),
                newest.blockhash(),
                landSubmitted(),
                List.of());
    }

    private List<LandedTransaction> landSubmitted() {
        List<LandedTransaction> landed = new ArrayList<>();
        for (byte[] wire = submitted.poll(); wire != null; wire = submitted.poll()) {
            Execution execution = simulate(wire);
            Message message = Message.parse(wire);
            if (message != null && execution.errJson().equals("null")) {
                landed.add(landed(wire, message, false));
            }
        }
        return List.copyOf(landed);
    }

    /**
     * A transaction of which no more is known than its bytes and how it ended.
     *
     * @param message null where the bytes are no transaction
     */
    static LandedTransaction landed(byte[] wire, @Nullable Message message, boolean failed) {
        String err = failed ? UNKNOWN_ERROR : "null";
        List<String> keys = message == null
                ? List.of()
                : message.keys().stream().map(Address::toString).toList();
        List<String> logs = message == null ? List.of() : logs(message);
        String zeros = Json.text(keys.stream().map(key -> 0L).toList());
        String meta = "{\"computeUnitsConsumed\":" + units(message) + ",\"err\":" + err + ",\"fee\":"
                + 5_000L * (message == null ? 0 : message.signers())
                + ",\"innerInstructions\":[],\"loadedAddresses\":{\"readonly\":[],\"writable\":[]},"
                + "\"logMessages\":" + Json.text(logs) + ",\"postBalances\":" + zeros
                + ",\"postTokenBalances\":[],\"preBalances\":" + zeros
                + ",\"preTokenBalances\":[],\"rewards\":[],\"status\":"
                + (failed ? "{\"Err\":" + err + "}" : "{\"Ok\":null}") + "}";
        return new LandedTransaction(
                wire,
                TransactionJson.signature(Arrays.copyOf(wire, Math.max(wire.length, 1 + Message.SIGNATURE_BYTES)), 0),
                message != null && message.versioned() ? "0" : "\"legacy\"",
                keys,
                message != null && TransactionJson.simpleVote(message),
                err,
                logs,
                meta);
    }

    private static long units(@Nullable Message message) {
        return message == null ? 0 : 150L * message.instructions().size();
    }

    private static List<String> logs(Message message) {
        List<String> logs = new ArrayList<>();
        for (Message.Compiled instruction : message.instructions()) {
            String program = "Program " + message.keys().get(instruction.program());
            logs.add(program + " invoke [1]");
            logs.add(program + " success");
        }
        return List.copyOf(logs);
    }

    private static boolean signed(Message message, byte[] wire) {
        for (int i = 0; i < message.signers(); i++) {
            int signatureOffset = 1 + i * Message.SIGNATURE_BYTES;
            if (!KeyPair.verify(message.keys().get(i), wire, signatureOffset, message.messageOffset())) {
                return false;
            }
        }
        return true;
    }

    private static Execution failed(String errJson) {
        return new Execution(errJson, List.of(), 0, List.of());
    }

    private static Block withTransactions(Block block, List<LandedTransaction> transactions) {
        return new Block(
                block.slot(),
                block.parentSlot(),
                block.blockHeight(),
                block.blockTimeSeconds(),
                block.blockhash(),
                block.previousBlockhash(),
                transactions,
                block.changedAccounts(),
                block.rewardsJson());
    }

    private long height(long slot) {
        return Math.max(0, recorded.blockHeight() - (recorded.slot() - slot));
    }

    private long time(long slot) {
        return recorded.blockTimeSeconds() + (slot - recorded.slot()) * 2 / 5; // a slot takes two fifths of a second
    }

    static String hash(long slot) {
        return Base58.encode(Address.sha256().digest(("slot " + slot).getBytes(StandardCharsets.US_ASCII)));
    }
}
