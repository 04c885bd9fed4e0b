package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A chain of empty blocks in which one recorded block takes its place after {@link #start}, under its own slot, parent, hash and
 * height; the slots between are skipped ones. It has no accounts and executes nothing: a submitted transaction whose signatures
 * and blockhash hold lands with a success status.
 */
final class RecordedChain implements Chain {
    /** Mainnet's, where recordings come from. */
    static final String GENESIS_HASH = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

    /** How far below the recording the empty slots begin: more than an hour of waiting for {@link #start} at 400 ms a slot. */
    static final long SLOTS_BEFORE = 10_000;

    private static final int BLOCKHASH_AGE_BLOCKS = 150;
    private static final int MAX_SUBMITTED = 10_000;

    private final Block recorded;
    private final List<String> corruptedSignatures;
    private final Queue<byte[]> submitted = new ArrayDeque<>();
    private final ArrayDeque<String> recentBlockhashes = new ArrayDeque<>();
    private Block newest;
    private boolean started;
    private boolean replayed;

    RecordedChain(Block block, int corruptTransactions, long corruptionSeed) {
        Corruption corruption = Corruption.of(block.transactions(), corruptTransactions, corruptionSeed);
        this.recorded = withTransactions(block, corruption.transactions());
        this.corruptedSignatures = corruption.signatures();
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
        newest = started && !replayed ? replay() : empty(newest.slot() + 1);
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
        return new Execution(
                "null", logs(message), 150L * message.instructions().size(), List.of());
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

    /** The recorded transaction that goes out last; the recording's blockhash, which is no signature, where there is none. */
    String lastSignature() {
        List<LandedTransaction> transactions = recorded.transactions();
        return transactions.isEmpty()
                ? recorded.blockhash()
                : transactions.get(transactions.size() - 1).signature();
    }

    /** The recorded block itself, once its parent slot is the newest; before that an empty block in its parent's place. */
    private Block replay() {
        if (newest.slot() < recorded.parentSlot()) {
            Block parent = empty(recorded.parentSlot());
            return new Block(
                    parent.slot(),
                    parent.parentSlot(),
                    recorded.blockHeight() - 1,
                    parent.blockTimeSeconds(),
                    recorded.previousBlockhash(),
                    parent.previousBlockhash(),
                    parent.transactions(),
                    List.of());
        }
        replayed = true;
        return newest.slot() == recorded.parentSlot()
                ? recorded
                : withTransactions(empty(newest.slot() + 1), recorded.transactions());
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
                landed.add(landed(wire, message, execution));
            }
        }
        return List.copyOf(landed);
    }

    private static LandedTransaction landed(byte[] wire, Message message, Execution execution) {
        String zeros = Json.text(message.keys().stream().map(key -> 0L).toList());
        String meta = "{\"computeUnitsConsumed\":" + execution.unitsConsumed() + ",\"err\":null,\"fee\":"
                + 5_000L * message.signers()
                + ",\"innerInstructions\":[],\"loadedAddresses\":{\"readonly\":[],\"writable\":[]},"
                + "\"logMessages\":" + Json.text(execution.logs()) + ",\"postBalances\":" + zeros
                + ",\"postTokenBalances\":[],\"preBalances\":" + zeros
                + ",\"preTokenBalances\":[],\"rewards\":[],\"status\":{\"Ok\":null}}";
        return new LandedTransaction(
                wire,
                TransactionJson.signature(wire, 0),
                message.versioned() ? "0" : "\"legacy\"",
                message.keys().stream().map(Address::toString).toList(),
                TransactionJson.simpleVote(message),
                "null",
                execution.logs(),
                meta);
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

    private static String hash(long slot) {
        return Base58.encode(Address.sha256().digest(("slot " + slot).getBytes(StandardCharsets.US_ASCII)));
    }
}
