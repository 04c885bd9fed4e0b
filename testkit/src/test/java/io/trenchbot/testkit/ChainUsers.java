package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A generated chain without traffic of its own, and two users with SOL. */
abstract class ChainUsers {
    static final long SOL = 1_000_000_000;
    static final byte[] ALICE_SEED = new Rng(101).bytes(32);
    static final byte[] BOB_SEED = new Rng(102).bytes(32);
    static final byte[] MINT_SEED = new Rng(103).bytes(32);
    static final Address ALICE = Address.ofSeed(ALICE_SEED);
    static final Address BOB = Address.ofSeed(BOB_SEED);
    static final Address MINT = Address.ofSeed(MINT_SEED);
    static final Address NOBODY = Address.of(new Rng(104).bytes(32));

    final GeneratedChain chain = new GeneratedChain(
            new GeneratedChain.Settings(1, 4, 0.6, 0.15, 0.5, List.of(), 0, Map.of(ALICE, 100 * SOL, BOB, 100 * SOL)));

    void launch(boolean keepMintAuthority) {
        Instruction launch =
                LocalPrograms.launch(ALICE, MINT, 6, 1_000_000_000, keepMintAuthority, "Name", "SYM", "uri");
        ok(WireTransaction.legacy(ALICE)
                .recentBlockhash(chain.blockhash())
                .add(launch)
                .build()
                .sign(ALICE_SEED, MINT_SEED));
    }

    void ok(WireTransaction transaction) {
        LandedTransaction landed = land(transaction);
        assertEquals("null", landed.errJson(), () -> String.join("\n", landed.logs()));
    }

    void fails(WireTransaction transaction, String error) {
        LandedTransaction landed = land(transaction);
        assertEquals(error, landed.errJson(), () -> String.join("\n", landed.logs()));
    }

    LandedTransaction land(WireTransaction transaction) {
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
    static List<String> withoutEvents(List<String> logs) {
        return logs.stream().filter(line -> !line.startsWith("Program data: ")).toList();
    }

    void assertDropped(byte[] wire) {
        chain.submit(wire);
        assertEquals(List.of(), chain.next().transactions());
    }

    WireTransaction alice(Instruction... instructions) {
        return signed(ALICE, ALICE_SEED, instructions);
    }

    WireTransaction bob(Instruction... instructions) {
        return signed(BOB, BOB_SEED, instructions);
    }

    WireTransaction signed(Address payer, byte[] seed, Instruction... instructions) {
        return WireTransaction.legacy(payer)
                .recentBlockhash(chain.blockhash().toString())
                .add(instructions)
                .build()
                .sign(seed);
    }

    static JsonNode meta(LandedTransaction landed) throws Exception {
        return new ObjectMapper().readTree(landed.metaJson());
    }

    long lamports(Address address) {
        AccountState state = chain.account(address.toString());
        assertNotNull(state);
        return state.lamports();
    }

    long amount(Address token) {
        return u64(token, 64);
    }

    long u64(Address address, int offset) {
        AccountState state = chain.account(address.toString());
        assertNotNull(state);
        return ByteBuffer.wrap(state.data()).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }
}
