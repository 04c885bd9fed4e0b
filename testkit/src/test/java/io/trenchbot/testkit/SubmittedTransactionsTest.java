package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmittedTransactionsTest extends ChainUsers {
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
}
