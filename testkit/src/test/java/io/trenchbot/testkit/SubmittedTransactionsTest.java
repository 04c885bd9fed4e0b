package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedTransactionsTest {
    private static final long SOL = 1_000_000_000;
    private static final byte[] ALICE_SEED = new Rng(101).bytes(32);
    private static final byte[] BOB_SEED = new Rng(102).bytes(32);
    private static final byte[] MINT_SEED = new Rng(103).bytes(32);
    private static final Address ALICE = Address.ofSeed(ALICE_SEED);
    private static final Address BOB = Address.ofSeed(BOB_SEED);
    private static final Address MINT = Address.ofSeed(MINT_SEED);
    private static final Address NOBODY = Address.of(new Rng(104).bytes(32));

    private final GeneratedChain chain = new GeneratedChain(
            new GeneratedChain.Settings(1, 4, 0.6, 0.15, 0.5, List.of(), 0, Map.of(ALICE, 100 * SOL, BOB, 100 * SOL)));

    @Test
    void transferLandsInTheNextBlockAndPaysItsFeeToTheLeader() throws Exception {
        long total = chain.totalLamports();
        WireTransaction transfer = alice(Programs.transfer(ALICE, NOBODY, 3 * SOL));
        assertEquals("null", chain.simulate(transfer.bytes()).errJson());
        assertNull(chain.account(NOBODY.toString()), "a simulation has no effect");
        LandedTransaction landed = land(transfer);
        assertEquals("null", landed.errJson());
        assertEquals(
                List.of(
                        "Program 11111111111111111111111111111111 invoke [1]",
                        "Program 11111111111111111111111111111111 success"),
                landed.logs());
        assertEquals(3 * SOL, lamports(NOBODY));
        assertEquals(97 * SOL - 5_000, lamports(ALICE));
        assertEquals(5_000, meta(landed).get("fee").asLong());
        assertEquals(total, chain.totalLamports());
    }

    @Test
    void sameTransactionLandsOnce() {
        WireTransaction transfer = alice(Programs.transfer(ALICE, NOBODY, SOL));
        chain.submit(transfer.bytes());
        chain.submit(transfer.bytes());
        assertEquals(1, chain.next().transactions().size());
        assertEquals("\"AlreadyProcessed\"", chain.simulate(transfer.bytes()).errJson());
        chain.submit(transfer.bytes());
        assertEquals(0, chain.next().transactions().size());
        assertEquals(SOL, lamports(NOBODY));
    }

    @Test
    void generatedTransactionThatIsSentAgainDoesNotLandAgain() {
        chain.start();
        LandedTransaction seen = chain.next().transactions().get(0);
        assertEquals("\"AlreadyProcessed\"", chain.simulate(seen.wire()).errJson());
    }

    @Test
    void blockhashIsGoodFor150BlocksAndNoLonger() {
        WireTransaction early = alice(Programs.transfer(ALICE, NOBODY, SOL));
        for (int i = 0; i < 150; i++) {
            assertEquals("null", chain.simulate(early.bytes()).errJson(), "after " + i);
            chain.next();
        }
        assertEquals("null", chain.simulate(early.bytes()).errJson());
        chain.next();
        assertEquals("\"BlockhashNotFound\"", chain.simulate(early.bytes()).errJson());
        assertDropped(early.bytes());
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] wire = alice(Programs.transfer(ALICE, NOBODY, SOL)).bytes();
        Rng random = new Rng(8);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = wire.clone();
            damaged[random.below(wire.length)] ^= (byte) (1 << random.below(8));
            String error = chain.simulate(damaged).errJson();
            assertTrue(List.of("\"SignatureFailure\"", "\"SanitizeFailure\"").contains(error), error);
            assertDropped(damaged);
        }
        assertEquals("\"SanitizeFailure\"", chain.simulate(new byte[0]).errJson());
        assertEquals("\"SanitizeFailure\"", chain.simulate(new byte[5_000]).errJson());
    }

    @Test
    void unsignedTransactionCanBeSimulatedButNotLand() {
        WireTransaction unsigned = WireTransaction.legacy(ALICE)
                .recentBlockhash(chain.blockhash())
                .add(Programs.transfer(ALICE, NOBODY, SOL))
                .build();
        Execution execution = chain.simulate(unsigned.bytes(), false);
        assertEquals("null", execution.errJson());
        assertEquals(150, execution.unitsConsumed());
        assertEquals(99 * SOL - 5_000, execution.accountsAfter().get(0).lamports());
        assertEquals(SOL, execution.accountsAfter().get(1).lamports());
        assertDropped(unsigned.bytes());
    }

    @Test
    void payerMustExistAndAffordTheFee() {
        WireTransaction poor = WireTransaction.legacy(MINT)
                .recentBlockhash(chain.blockhash())
                .add(Programs.memo("hello"))
                .build()
                .sign(MINT_SEED);
        assertEquals("\"AccountNotFound\"", chain.simulate(poor.bytes()).errJson());
        assertDropped(poor.bytes());
        land(alice(Programs.transfer(ALICE, MINT, 900_000)));
        assertEquals(
                "{\"InsufficientFundsForRent\":{\"account_index\":0}}",
                chain.simulate(signed(MINT, MINT_SEED, Programs.memo("x"), Programs.computeUnitPrice(100_000))
                                .bytes())
                        .errJson());
        assertEquals(
                "\"InsufficientFundsForFee\"",
                chain.simulate(signed(MINT, MINT_SEED, Programs.memo("x"), Programs.computeUnitPrice(9_000_000))
                                .bytes())
                        .errJson());
        assertEquals(
                "null",
                chain.simulate(signed(MINT, MINT_SEED, Programs.memo("x")).bytes())
                        .errJson());
    }

    @Test
    void failedTransactionLandsWithItsErrorPaysItsFeeAndDoesNothingElse() throws Exception {
        LandedTransaction landed =
                land(alice(Programs.transfer(ALICE, BOB, SOL), Programs.transfer(ALICE, NOBODY, 1_000 * SOL)));
        assertEquals("{\"InstructionError\":[1,{\"Custom\":1}]}", landed.errJson());
        assertEquals(
                "Transfer: insufficient lamports 98999995000, need 1000000000000",
                landed.logs().get(3));
        assertEquals(
                "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
                landed.logs().get(4));
        assertEquals(new ObjectMapper().readTree(landed.errJson()), meta(landed).at("/status/Err"));
        assertEquals(100 * SOL, lamports(BOB));
        assertEquals(100 * SOL - 5_000, lamports(ALICE));
    }

    @Test
    void newAccountBelowTheRentExemptionFailsTheTransaction() {
        assertEquals(
                "{\"InsufficientFundsForRent\":{\"account_index\":1}}",
                land(alice(Programs.transfer(ALICE, NOBODY, 890_879))).errJson());
        assertEquals(
                "null", land(alice(Programs.transfer(ALICE, NOBODY, 890_880))).errJson());
    }

    @Test
    void unknownProgramsLandWithTheRuntimesError() {
        LandedTransaction unknown = land(alice(new Instruction(NOBODY, List.of(), new byte[1])));
        assertEquals("\"ProgramAccountNotFound\"", unknown.errJson());
        assertEquals(List.of(), unknown.logs());
        assertEquals(
                "\"InvalidProgramForExecution\"",
                land(alice(new Instruction(BOB, List.of(), new byte[1]))).errJson());
    }

    @Test
    void computeBudgetSetsFeeAndLimit() throws Exception {
        LandedTransaction priced = land(alice(
                Programs.computeUnitLimit(50_000), Programs.computeUnitPrice(2_000_001), Programs.memo("hi", ALICE)));
        assertEquals(5_000 + 100_001, meta(priced).get("fee").asLong());
        assertTrue(priced.logs().contains("Program log: Memo (len 2): \"hi\""));
        assertTrue(priced.logs().contains("Program log: Signed by " + ALICE));
        LandedTransaction starved = land(alice(Programs.computeUnitLimit(300), Programs.memo("hi")));
        assertEquals("{\"InstructionError\":[1,\"ComputationalBudgetExceeded\"]}", starved.errJson());
        assertEquals(
                "{\"DuplicateInstruction\":1}",
                chain.simulate(alice(Programs.computeUnitPrice(1), Programs.computeUnitPrice(2))
                                .bytes())
                        .errJson());
        assertEquals(
                "{\"InstructionError\":[0,\"InvalidInstructionData\"]}",
                land(alice(new Instruction(Programs.MEMO, List.of(), new byte[] {'a', (byte) 0xff})))
                        .errJson());
    }

    @Test
    void wholeLifeOfATokenByItsUsers() {
        launch(true);
        Address aliceToken = Address.associatedToken(ALICE, MINT);
        Address bobToken = Address.associatedToken(BOB, MINT);
        assertEquals(1_000_000_000, amount(aliceToken));
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        ok(bob(Programs.createAssociatedToken(BOB, BOB, MINT), LocalPrograms.buy(BOB, MINT, SOL, 1)));
        long bought = 500_000_000L * 9_975 / (10 * 10_000 + 9_975);
        assertEquals(bought, amount(bobToken));
        ok(alice(LocalPrograms.addLiquidity(ALICE, MINT, SOL, 100_000_000)));
        ok(bob(LocalPrograms.sell(BOB, MINT, bought / 2, 1)));
        ok(bob(Programs.tokenTransfer(bobToken, aliceToken, BOB, 1_000)));
        ok(alice(Programs.mintTo(MINT, aliceToken, ALICE, 77)));
        assertEquals(1_000_000_077, u64(MINT, 36));
        ok(alice(Programs.renounceMintAuthority(MINT, ALICE)));
        fails(alice(Programs.mintTo(MINT, aliceToken, ALICE, 1)), "{\"InstructionError\":[0,{\"Custom\":5}]}");
        ok(alice(Programs.burn(aliceToken, MINT, ALICE, 77)));
        long shares = amount(Address.associatedToken(ALICE, LocalPrograms.lpMint(MINT)));
        fails(
                bob(LocalPrograms.removeLiquidity(BOB, MINT, shares, 0, 0)),
                "{\"InstructionError\":[0,\"InvalidAccountData\"]}");
        ok(alice(LocalPrograms.removeLiquidity(ALICE, MINT, shares, 0, 0)));
        assertEquals((128 + 170) * 6_960L, lamports(LocalPrograms.pool(MINT)));
        fails(bob(LocalPrograms.sell(BOB, MINT, amount(bobToken), 0)), "{\"InstructionError\":[0,{\"Custom\":6003}]}");
        ok(bob(Programs.burn(bobToken, MINT, BOB, amount(bobToken)), Programs.closeTokenAccount(bobToken, BOB, BOB)));
        assertNull(chain.account(bobToken.toString()));
    }

    @Test
    void othersCannotTakeWhatIsNotTheirs() {
        launch(false);
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        ok(bob(Programs.createAssociatedToken(BOB, BOB, MINT)));
        Address aliceToken = Address.associatedToken(ALICE, MINT);
        Address bobToken = Address.associatedToken(BOB, MINT);
        PoolKeys pool = PoolKeys.of(MINT);
        fails(bob(Programs.tokenTransfer(aliceToken, bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        fails(bob(Programs.tokenTransfer(pool.vault(), bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        fails(bob(Programs.mintTo(MINT, bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":5}]}");
        fails(bob(Programs.mintTo(pool.lpMint(), bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":3}]}");
        fails(bob(Programs.closeTokenAccount(aliceToken, BOB, BOB)), "{\"InstructionError\":[0,{\"Custom\":11}]}");
        Instruction transfer = Programs.transfer(ALICE, BOB, SOL);
        Instruction unsigned = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writable(ALICE), Instruction.Account.writable(BOB)),
                transfer.data());
        fails(bob(unsigned), "{\"InstructionError\":[0,\"MissingRequiredSignature\"]}");
        Instruction readonly = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writableSigner(BOB), Instruction.Account.readonly(NOBODY)),
                transfer.data());
        fails(bob(readonly), "{\"InstructionError\":[0,\"ReadonlyLamportChange\"]}");
        Instruction fromPool = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writable(pool.pool()), Instruction.Account.writable(BOB)),
                transfer.data());
        fails(bob(fromPool), "{\"InstructionError\":[0,\"MissingRequiredSignature\"]}");
        Instruction buyForAlice = pool.trade(LocalPrograms.BUY, ALICE, bobToken, SOL, 1);
        Instruction stolen = new Instruction(
                buyForAlice.program(),
                buyForAlice.accounts().stream()
                        .map(each -> new Instruction.Account(each.address(), false, each.writable()))
                        .toList(),
                buyForAlice.data());
        fails(bob(stolen), "{\"InstructionError\":[0,\"PrivilegeEscalation\"]}");
        fails(bob(pool.trade(LocalPrograms.SELL, BOB, aliceToken, 5, 0)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        assertEquals(500_000_000, amount(aliceToken));
        assertEquals(0, amount(bobToken));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62})
    void absurdAmountsChangeNothing(long amount) {
        launch(false);
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        Address token = Address.associatedToken(ALICE, MINT);
        Address vault = PoolKeys.of(MINT).vault();
        for (Instruction each : List.of(
                LocalPrograms.buy(ALICE, MINT, amount, 0),
                LocalPrograms.sell(ALICE, MINT, amount, 0),
                LocalPrograms.addLiquidity(ALICE, MINT, amount, -1),
                LocalPrograms.removeLiquidity(ALICE, MINT, amount, 0, 0),
                LocalPrograms.buy(ALICE, MINT, SOL, amount == 0 ? -1 : amount),
                Programs.transfer(ALICE, BOB, amount == 0 ? -1 : amount),
                Programs.tokenTransfer(token, vault, ALICE, amount == 0 ? -1 : amount),
                Programs.burn(token, MINT, ALICE, amount == 0 ? -1 : amount))) {
            assertFalse(land(alice(each)).errJson().equals("null"), each.toString());
        }
        assertEquals(500_000_000, amount(token));
        assertEquals(1_000_000_000, u64(MINT, 36));
    }

    @Test
    void lookupTablesMustExistAndHoldTheIndex() {
        List<Address> entries = List.of(BOB, NOBODY);
        WireTransaction unknown = WireTransaction.v0(ALICE)
                .lookupTable(NOBODY, entries)
                .recentBlockhash(chain.blockhash())
                .add(Programs.transfer(ALICE, BOB, 1))
                .build()
                .sign(ALICE_SEED);
        assertEquals(
                "\"AddressLookupTableNotFound\"",
                chain.simulate(unknown.bytes()).errJson());
        WireTransaction wrong = WireTransaction.v0(ALICE)
                .lookupTable(ALICE, entries)
                .recentBlockhash(chain.blockhash())
                .add(Programs.transfer(ALICE, BOB, 1))
                .build()
                .sign(ALICE_SEED);
        assertEquals(
                "\"InvalidAddressLookupTableOwner\"",
                chain.simulate(wrong.bytes()).errJson());
        AccountState table =
                chain.programAccounts(Programs.ADDRESS_LOOKUP_TABLE.toString()).get(0);
        assertEquals(56 + 32 * (2 + 3 * Market.BASE_TOKENS), table.data().length);
        List<Address> beyond = new java.util.ArrayList<>(java.util.Collections.nCopies(200, NOBODY));
        beyond.add(BOB);
        WireTransaction outside = WireTransaction.v0(ALICE)
                .lookupTable(Address.of(table.address()), beyond)
                .recentBlockhash(chain.blockhash())
                .add(Programs.transfer(ALICE, BOB, 1))
                .build()
                .sign(ALICE_SEED);
        assertEquals(
                "\"InvalidAddressLookupTableIndex\"",
                chain.simulate(outside.bytes()).errJson());
    }

    @Test
    void faucetGives() {
        String signature = chain.airdrop(NOBODY.toString(), 5 * SOL);
        assertEquals(signature, chain.next().transactions().get(0).signature());
        assertEquals(5 * SOL, lamports(NOBODY));
    }

    private void launch(boolean keepMintAuthority) {
        Instruction launch =
                LocalPrograms.launch(ALICE, MINT, 6, 1_000_000_000, keepMintAuthority, "Name", "SYM", "uri");
        ok(WireTransaction.legacy(ALICE)
                .recentBlockhash(chain.blockhash())
                .add(launch)
                .build()
                .sign(ALICE_SEED, MINT_SEED));
    }

    private void ok(WireTransaction transaction) {
        LandedTransaction landed = land(transaction);
        assertEquals("null", landed.errJson(), () -> String.join("\n", landed.logs()));
    }

    private void fails(WireTransaction transaction, String error) {
        LandedTransaction landed = land(transaction);
        assertEquals(error, landed.errJson(), () -> String.join("\n", landed.logs()));
    }

    private LandedTransaction land(WireTransaction transaction) {
        long total = chain.totalLamports();
        Execution simulated = chain.simulate(transaction.bytes());
        chain.submit(transaction.bytes());
        Optional<LandedTransaction> landed = chain.next().transactions().stream()
                .filter(each -> each.signature().equals(transaction.signature()))
                .findFirst();
        assertTrue(landed.isPresent(), simulated.errJson());
        assertEquals(simulated.errJson(), landed.get().errJson());
        assertEquals(withoutEvents(simulated.logs()), withoutEvents(landed.get().logs()));
        assertEquals(total, chain.totalLamports());
        return landed.get();
    }

    /** Events carry the time of the block, which a simulation cannot know. */
    private static List<String> withoutEvents(List<String> logs) {
        return logs.stream().filter(line -> !line.startsWith("Program data: ")).toList();
    }

    private void assertDropped(byte[] wire) {
        chain.submit(wire);
        assertEquals(List.of(), chain.next().transactions());
    }

    private WireTransaction alice(Instruction... instructions) {
        return signed(ALICE, ALICE_SEED, instructions);
    }

    private WireTransaction bob(Instruction... instructions) {
        return signed(BOB, BOB_SEED, instructions);
    }

    private WireTransaction signed(Address payer, byte[] seed, Instruction... instructions) {
        return WireTransaction.legacy(payer)
                .recentBlockhash(chain.blockhash().toString())
                .add(instructions)
                .build()
                .sign(seed);
    }

    private static JsonNode meta(LandedTransaction landed) throws Exception {
        return new ObjectMapper().readTree(landed.metaJson());
    }

    private long lamports(Address address) {
        AccountState state = chain.account(address.toString());
        assertNotNull(state);
        return state.lamports();
    }

    private long amount(Address token) {
        return u64(token, 64);
    }

    private long u64(Address address, int offset) {
        AccountState state = chain.account(address.toString());
        assertNotNull(state);
        return ByteBuffer.wrap(state.data()).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }
}
