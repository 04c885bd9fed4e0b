package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTransactionTest {
    private static final Rng RANDOM = new Rng(7);

    @Test
    void everyRecordedTransactionParsesLikeTheOtherParserAndIsWrittenBackByteForByte() {
        List<byte[]> wires = Recorded.wires();
        assertEquals(1_790, wires.size());
        for (byte[] wire : wires) {
            Message message = WireTransaction.of(wire).parsed();
            assertSame(new WireParser(wire), message);
            byte[] written = message.write();
            System.arraycopy(wire, 0, written, 0, message.messageOffset());
            assertArrayEquals(wire, written);
        }
    }

    /** Clients of the Rust SDK order the keys as we do; so do all that leave no choice, as votes. */
    @Test
    void recordedTransactionsCompiledAnewAreTheSameBytesWhereTheirClientUsesTheRustSdksOrder() {
        int same = 0;
        int sortable = 0;
        for (byte[] wire : Recorded.wires()) {
            WireParser parsed = new WireParser(wire);
            if (!parsed.versioned && ordered(parsed)) {
                sortable++;
                WireTransaction built = rebuild(parsed);
                same += Arrays.equals(built.message(), parsed.message) ? 1 : 0;
            }
        }
        assertTrue(sortable > 1_000, "sortable " + sortable);
        assertEquals(sortable, same);
    }

    @Test
    void compiledKeysStandInTheOrderOfTheirRoles() {
        for (int round = 0; round < 500; round++) {
            KeyPair payer = KeyPair.random(RANDOM);
            List<KeyPair> pairs = new ArrayList<>(List.of(payer));
            List<Instruction> instructions = randomInstructions(pairs);
            Address table = random();
            List<Address> entries = instructions.stream()
                    .flatMap(instruction -> instruction.accounts().stream())
                    .map(Instruction.Account::address)
                    .filter(address -> RANDOM.chance(0.5))
                    .distinct()
                    .toList();
            boolean versioned = RANDOM.chance(0.5);
            WireTransaction.Builder builder = versioned
                    ? WireTransaction.v0(payer.address()).lookupTable(table, entries)
                    : WireTransaction.legacy(payer.address());
            WireTransaction built = builder.recentBlockhash(random())
                    .add(instructions.toArray(new Instruction[0]))
                    .build()
                    .sign(pairs.toArray(new KeyPair[0]));
            WireParser parsed = new WireParser(built.bytes());
            assertSame(parsed, WireTransaction.of(built.bytes()).parsed());
            assertTrue(parsed.verifies());
            assertSays(instructions, parsed, entries);
        }
    }

    @Test
    void signatureNamesTheTransactionAndSeedsSignInAnyOrder() {
        byte[] first = RANDOM.bytes(32);
        byte[] second = RANDOM.bytes(32);
        WireTransaction unsigned = WireTransaction.legacy(Address.ofSeed(first))
                .recentBlockhash(random().toString())
                .add(Programs.createAccount(Address.ofSeed(first), Address.ofSeed(second), 5, 6, Programs.TOKEN))
                .build();
        assertEquals(List.of(Address.ofSeed(first), Address.ofSeed(second)), unsigned.signers());
        WireTransaction signed = unsigned.sign(second, first);
        assertArrayEquals(signed.bytes(), unsigned.sign(first).sign(second).bytes());
        assertEquals(Base58.encode(Arrays.copyOfRange(signed.bytes(), 1, 65)), signed.signature());
        assertFalse(new WireParser(unsigned.bytes()).verifies());
        assertTrue(new WireParser(signed.bytes()).verifies());
        assertThrows(IllegalArgumentException.class, () -> unsigned.sign(RANDOM.bytes(32)));
    }

    @Test
    void misuseIsRefusedWithTheOffendingValue() {
        WireTransaction.Builder legacy = WireTransaction.legacy(random());
        assertThrows(IllegalStateException.class, legacy::build);
        assertThrows(IllegalStateException.class, () -> legacy.lookupTable(random(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> legacy.recentBlockhash("2g"));
        WireTransaction.Builder large = WireTransaction.legacy(random())
                .recentBlockhash(random())
                .add(new Instruction(random(), List.of(), new byte[1_100]));
        assertTrue(assertThrows(IllegalStateException.class, large::build)
                .getMessage()
                .contains("1232"));
        assertThrows(IllegalArgumentException.class, () -> WireTransaction.of(new byte[10]));
    }

    @Test
    void damagedWireFormsAreRefusedOrStayWellFormed() {
        for (byte[] wire : Recorded.wires().subList(0, 300)) {
            for (int cut = 0; cut < wire.length; cut += 7) {
                assertNull(Message.parse(Arrays.copyOf(wire, cut)));
            }
            assertNull(Message.parse(Arrays.copyOf(wire, wire.length + 1)));
            for (int i = 0; i < 50; i++) {
                byte[] damaged = wire.clone();
                damaged[RANDOM.below(wire.length)] ^= (byte) (1 << RANDOM.below(8));
                Message message = Message.parse(damaged);
                if (message != null) {
                    assertSame(new WireParser(damaged), message);
                }
            }
        }
    }

    /** Addresses that the SPL tools print, for a wallet's associated account of a mint. */
    @Test
    void derivedAddressesOfTheRecordedBlockAreFoundAgain() {
        int found = 0;
        for (com.fasterxml.jackson.databind.JsonNode transaction :
                Recorded.block().get("transactions")) {
            WireParser parsed = new WireParser(java.util.Base64.getDecoder()
                    .decode(transaction.at("/transaction/0").asText()));
            for (com.fasterxml.jackson.databind.JsonNode balance : transaction.at("/meta/postTokenBalances")) {
                int index = balance.get("accountIndex").asInt();
                if (index < parsed.keys.size()
                        && balance.get("programId").asText().equals(Programs.TOKEN.toString())) {
                    Address derived = Address.associatedToken(
                            Address.of(balance.get("owner").asText()),
                            Address.of(balance.get("mint").asText()));
                    found += derived.equals(Address.of(parsed.keys.get(index))) ? 1 : 0;
                }
            }
        }
        assertTrue(found > 300, "only " + found + " associated token accounts among the recorded ones");
    }

    private static void assertSame(WireParser expected, Message message) {
        assertNotNull(message);
        assertEquals(expected.versioned, message.versioned());
        assertEquals(expected.signers, message.signers());
        assertEquals(expected.readonlySigned, message.readonlySigners());
        assertEquals(expected.readonlyUnsigned, message.readonlyOthers());
        assertEquals(expected.keys.stream().map(Address::of).toList(), message.keys());
        assertArrayEquals(expected.blockhash, message.blockhash().bytes());
        assertEquals(expected.instructions.size(), message.instructions().size());
        for (int i = 0; i < expected.instructions.size(); i++) {
            assertEquals(
                    expected.instructions.get(i).program(),
                    message.instructions().get(i).program());
            assertArrayEquals(
                    expected.instructions.get(i).data(),
                    message.instructions().get(i).data());
        }
        assertEquals(expected.tables.size(), message.lookups().size());
    }

    private static boolean ordered(WireParser parsed) {
        for (int i = 2; i < parsed.keys.size(); i++) {
            boolean sameClass =
                    (i < parsed.signers) == (i - 1 < parsed.signers) && parsed.writable(i) == parsed.writable(i - 1);
            if (sameClass && Arrays.compareUnsigned(parsed.keys.get(i - 1), parsed.keys.get(i)) > 0) {
                return false;
            }
        }
        return usesEveryKey(parsed);
    }

    private static boolean usesEveryKey(WireParser parsed) {
        java.util.Set<Integer> used = new java.util.HashSet<>(List.of(0));
        for (WireParser.Ix instruction : parsed.instructions) {
            used.add(instruction.program());
            Arrays.stream(instruction.accounts()).forEach(used::add);
        }
        return used.size() == parsed.keys.size();
    }

    private static WireTransaction rebuild(WireParser parsed) {
        WireTransaction.Builder builder =
                WireTransaction.legacy(Address.of(parsed.keys.get(0))).recentBlockhash(Address.of(parsed.blockhash));
        for (WireParser.Ix instruction : parsed.instructions) {
            List<Instruction.Account> accounts = Arrays.stream(instruction.accounts())
                    .mapToObj(i -> new Instruction.Account(
                            Address.of(parsed.keys.get(i)), i < parsed.signers, parsed.writable(i)))
                    .toList();
            builder.add(
                    new Instruction(Address.of(parsed.keys.get(instruction.program())), accounts, instruction.data()));
        }
        return builder.build();
    }

    private static List<Instruction> randomInstructions(List<KeyPair> pairs) {
        List<Address> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.add(random());
        }
        pairs.add(KeyPair.random(RANDOM));
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Instruction.Account> accounts = new ArrayList<>();
            for (int j = RANDOM.below(5); j > 0; j--) {
                accounts.add(
                        new Instruction.Account(others.get(RANDOM.below(others.size())), false, RANDOM.chance(0.5)));
            }
            accounts.add(new Instruction.Account(pairs.get(1).address(), true, RANDOM.chance(0.5)));
            instructions.add(new Instruction(random(), accounts, RANDOM.bytes(RANDOM.below(150))));
        }
        return instructions;
    }

    private static void assertSays(List<Instruction> instructions, WireParser parsed, List<Address> entries) {
        List<Address> all =
                new ArrayList<>(parsed.keys.stream().map(Address::of).toList());
        for (WireParser.Table table : parsed.tables) {
            Arrays.stream(table.writable()).mapToObj(entries::get).forEach(all::add);
            Arrays.stream(table.readonly()).mapToObj(entries::get).forEach(all::add);
        }
        for (int i = 0; i < instructions.size(); i++) {
            WireParser.Ix compiled = parsed.instructions.get(i);
            assertEquals(instructions.get(i).program(), all.get(compiled.program()));
            assertEquals(
                    instructions.get(i).accounts().stream()
                            .map(Instruction.Account::address)
                            .toList(),
                    Arrays.stream(compiled.accounts()).mapToObj(all::get).toList());
        }
    }

    private static Address random() {
        return Address.of(RANDOM.bytes(32));
    }
}
