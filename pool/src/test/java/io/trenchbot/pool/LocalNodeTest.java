package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.pool.Submission.Options;
import io.trenchbot.pool.Submission.State;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.Instruction;
import io.trenchbot.testkit.Instruction.Account;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.WireTransaction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pool against two nodes of one generated chain that checks and executes what it is sent. */
@Timeout(60)
class LocalNodeTest {
    private static final byte[] SEED = new byte[32];
    private static final Address PAYER = Address.ofSeed(SEED);
    private static final Address RECEIVER = Address.ofSeed(seed(7));

    private static LocalLedger ledger;
    private static LocalNode primary;
    private static LocalNode backup;
    private static SolanaConnectionPool pool;

    private static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }

    @BeforeAll
    static void start() throws Exception {
        ledger = LocalLedger.generated(5)
                .slotDuration(Duration.ofMillis(100))
                .transactionsPerSecond(100)
                .balance(PAYER, 5_000_000_000L)
                .build();
        primary = LocalNode.serve(ledger);
        backup = LocalNode.serve(ledger);
        ledger.start();
        pool = SolanaConnectionPool.builder()
                .addNode(RpcNode.builder("primary", primary.rpcUrl().toString()).build())
                .addNode(RpcNode.builder("backup", backup.rpcUrl().toString())
                        .role(RpcNode.Role.BACKUP)
                        .build())
                .genesisHash(ledger.genesisHash())
                .slotLagMax(30, 150)
                .build();
    }

    @AfterAll
    static void stop() {
        pool.close();
        primary.close();
        backup.close();
        ledger.close();
    }

    @Test
    void typedReadsOfTheHead() throws Exception {
        SolanaRpc rpc = pool.rpc().at(Commitment.PROCESSED);
        long slot = rpc.getSlot();
        assertThat(slot).isBetween(ledger.slot() - 5, ledger.slot() + 1);
        assertThat(rpc.getBlockHeight()).isPositive();
        assertThat(rpc.getBalance(PAYER.toString())).isPositive();
        SolanaRpc.Blockhash blockhash = rpc.getLatestBlockhash();
        assertThat(Base58.decode(blockhash.blockhash())).hasSize(32);
        assertThat(blockhash.lastValidBlockHeight()).isGreaterThan(rpc.getBlockHeight());
        SolanaRpc.Account account = rpc.getAccountInfo(PAYER.toString());
        assertThat(account).isNotNull();
        assertThat(account.owner()).isEqualTo("11111111111111111111111111111111");
        assertThat(account.lamports()).isPositive();
        List<SolanaRpc.Account> accounts = rpc.getMultipleAccounts(
                List.of(PAYER.toString(), Address.ofSeed(seed(99)).toString()));
        assertThat(accounts).hasSize(2);
        assertThat(accounts.get(1)).isNull();
        assertThat(rpc.getAccountInfo(Address.ofSeed(seed(99)).toString())).isNull();
        assertThat(rpc.getVersion("primary")).isNotEmpty();
        assertThat(rpc.getHealth("backup")).isTrue();
        List<SolanaRpc.KeyedAccount> tokens =
                rpc.getProgramAccounts("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "[{\"dataSize\":165}]");
        assertThat(tokens).allSatisfy(each -> assertThat(each.account().data()).hasSize(165));
    }

    @Test
    void typedReadsOfThePast() throws Exception {
        SolanaRpc rpc = pool.rpc();
        Pools.await(() -> ledger.transactionCount() > 50);
        Thread.sleep(500);
        long slot = rpc.getSlot();
        List<Long> slots = rpc.getBlocks(slot - 3, slot);
        assertThat(slots).isNotEmpty().isSorted();
        SolanaRpc.Block block = rpc.getBlock(slots.get(0));
        assertThat(block).isNotNull();
        assertThat(block.blockHeight()).isPositive();
        assertThat(block.transactions()).isNotEmpty();
        byte[] wire = block.transactions().get(0).wire();
        String signature = Submitter.signatureOf(wire, 0, wire.length);
        assertThat(WireTransaction.of(wire).signature()).isEqualTo(signature);
        SolanaRpc.LandedTransaction landed = rpc.getTransaction(signature);
        assertThat(landed).isNotNull();
        assertThat(landed.slot()).isEqualTo(slots.get(0));
        assertThat(landed.wire()).isEqualTo(wire);
        assertThat(TestNode.MAPPER.readTree(landed.metaJson()).get("fee").asLong())
                .isPositive();
        String address = WireTransaction.of(wire).accountKeys().get(0).toString();
        assertThat(rpc.getSignaturesForAddress(address, 1000, null, null))
                .anySatisfy(info -> assertThat(info.signature()).isEqualTo(signature));
        assertThat(rpc.getSignatureStatuses(List.of(signature), true).get(0).slot())
                .isEqualTo(slots.get(0));
        assertThat(rpc.getTransaction(Base58.encode(new byte[64], 0, 64))).isNull();
    }

    @Test
    void aTransferIsSimulatedSentAndConfirmed() throws Exception {
        byte[] wire = transfer(1001);
        SolanaRpc.Simulation simulation = pool.rpc().simulateTransaction(wire, false);
        assertThat(simulation.errorJson()).isNull();
        Submission submission = pool.submit(wire, 0, wire.length, Options.DEFAULT.withSimulate(true));
        assertThat(submission.settled().get().state()).isEqualTo(State.CONFIRMED);
        assertThat(pool.rpc().at(Commitment.PROCESSED).getBalance(RECEIVER.toString()))
                .isPositive();
    }

    @Test
    void aForgedTransactionIsRejected() throws Exception {
        byte[] wire = transfer(1002);
        wire[1] ^= 1;
        Submission.Outcome outcome = pool.submit(wire, 0, wire.length).settled().get();
        assertThat(outcome.state()).isEqualTo(State.REJECTED);
        assertThat(outcome.failure()).isInstanceOf(RpcException.ErrorReply.class);
    }

    @Test
    void callsAndTransactionsGoThroughWhileThePrimaryIsGone() throws Exception {
        byte[] wire = transfer(1003);
        Submission submission = pool.submit(wire, 0, wire.length, Options.DEFAULT.withFanOut(1));
        submission.accepted().get();
        primary.faults().refuse(true);
        primary.faults().drop(Faults.Drop.RESET);
        try {
            long failedBefore = pool.stats().callsFailed();
            long worstNs = 0;
            for (int i = 0; i < 200; i++) {
                long startNs = System.nanoTime();
                pool.rpc().getSlot();
                worstNs = Math.max(worstNs, System.nanoTime() - startNs);
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(worstNs)).isLessThan(4000);
            assertThat(submission.settled().get().state()).isEqualTo(State.CONFIRMED);
            assertThat(pool.stats().callsFailed()).isEqualTo(failedBefore);
        } finally {
            primary.faults().clear();
        }
        Pools.await(() -> pool.stats().node("primary").state() != PoolStats.NodeState.DOWN);
    }

    @Test
    void anUnknownMethodFailsAtOnceOnEveryNode() {
        assertThatThrownBy(() -> pool.call("getNothing", "[]"))
                .isInstanceOfSatisfying(
                        RpcException.ErrorReply.class, e -> assertThat(e.code()).isEqualTo(-32601));
    }

    private static byte[] transfer(long lamports) throws Exception {
        byte[] data = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2)
                .putLong(lamports + 1_000_000)
                .array();
        Instruction instruction = new Instruction(
                Address.of(new byte[32]), List.of(Account.writableSigner(PAYER), Account.writable(RECEIVER)), data);
        return WireTransaction.legacy(PAYER)
                .add(instruction)
                .recentBlockhash(pool.rpc().getLatestBlockhash().blockhash())
                .build()
                .sign(SEED)
                .bytes();
    }
}
