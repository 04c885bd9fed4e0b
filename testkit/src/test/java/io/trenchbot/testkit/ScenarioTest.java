package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stories, seen as a bot sees them: out of delivered bytes, logs and accounts, with decoders of the test's own. */
class ScenarioTest {
    private final Map<String, LandedTransaction> landed = new HashMap<>();
    private final Map<String, Long> slots = new HashMap<>();
    private final List<String> pulls = new ArrayList<>();
    private final List<String> mintings = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Scenario.Kind.class)
    void everyStepReallyLandedWhereItSays(Scenario.Kind kind) {
        Scenario scenario = play(kind);
        assertEquals(kind, scenario.kind());
        assertEquals(
                List.of("launch", "createPool", "addLiquidity"),
                scenario.steps().stream().limit(3).map(Scenario.Step::name).toList());
        assertEquals(8, scenario.steps("buy").size());
        for (Scenario.Step step : scenario.steps()) {
            LandedTransaction transaction = landed.get(step.signature());
            assertEquals(step.slot(), slots.get(step.signature()));
            assertEquals(step.succeeded(), transaction.errJson().equals("null"));
            assertTrue(transaction.accountKeys().contains(scenario.mint()), step.name());
            assertEquals(
                    !step.name().equals("sell") || kind == Scenario.Kind.HONEST_LAUNCH, step.succeeded(), step.name());
        }
    }

    @Test
    void rugPullShowsInInstructionsAndTakesTheBuyersMoney() {
        Scenario scenario = play(Scenario.Kind.RUG_PULL);
        assertEquals(List.of(scenario.steps("removeLiquidity").get(0).signature()), pulls);
        assertEquals(List.of(), mintings);
        assertEquals(1, scenario.steps("dump").size());
        String pull = pulls.get(0);
        assertTrue(landed.get(pull).logs().contains("Program log: Instruction: RemoveLiquidity"));
        ByteBuffer event = event(landed.get(pull), "LiquidityEvent");
        assertEquals(scenario.mint(), address(event, 8));
        assertEquals(scenario.deployer(), address(event, 40));
        assertEquals(0, event.get(72));
        long pulledLamports = event.getLong(73);
        assertTrue(pulledLamports > 90_000_000_000L, "pulled " + pulledLamports);
        assertEquals(4, scenario.steps("sell").size());
        scenario.steps("sell")
                .forEach(sale -> assertTrue(
                        landed.get(sale.signature()).errJson().contains("{\"Custom\":6001}"),
                        "buyers get less than half back"));
    }

    @Test
    void mintAndDumpShowsInTheSupply() {
        Scenario scenario = play(Scenario.Kind.MINT_AND_DUMP);
        assertEquals(List.of(scenario.steps("mint").get(0).signature()), mintings);
        assertEquals(List.of(), pulls);
    }

    @Test
    void honestLaunchShowsNothingOfTheKind() {
        Scenario scenario = play(Scenario.Kind.HONEST_LAUNCH);
        assertEquals(List.of(), pulls);
        assertEquals(List.of(), mintings);
        assertEquals(2, scenario.steps("sell").size());
    }

    @Test
    void severalStoriesPlaySideBySideAndTheTradesAreThoseOfTheirEvents() {
        GeneratedChain chain = new GeneratedChain(new GeneratedChain.Settings(
                4,
                2,
                List.of(
                        new Scenario.Plan(Scenario.Kind.RUG_PULL, 0),
                        new Scenario.Plan(Scenario.Kind.RUG_PULL, 0),
                        new Scenario.Plan(Scenario.Kind.HONEST_LAUNCH, 5)),
                0));
        assertEquals(List.of(), chain.scenarios());
        run(chain, 40);
        assertEquals(3, chain.scenarios().size());
        assertEquals(
                3, chain.scenarios().stream().map(Scenario::mint).distinct().count());
        assertEquals(2, pulls.size());
    }

    private Scenario play(Scenario.Kind kind) {
        GeneratedChain chain =
                new GeneratedChain(new GeneratedChain.Settings(3, 30, List.of(new Scenario.Plan(kind, 1)), 0));
        run(chain, 28);
        Scenario scenario = chain.scenarios().get(0);
        assertEquals(1, chain.scenarios().size());
        AccountState mint = chain.account(scenario.mint());
        boolean keeps = mint.data()[0] == 1;
        assertEquals(kind == Scenario.Kind.MINT_AND_DUMP, keeps);
        long supply =
                ByteBuffer.wrap(mint.data()).order(ByteOrder.LITTLE_ENDIAN).getLong(36);
        assertEquals((kind == Scenario.Kind.MINT_AND_DUMP ? 11 : 1) * 1_000_000_000_000_000L, supply);
        long reserve = chain.account(scenario.pool()).lamports();
        assertEquals(kind == Scenario.Kind.HONEST_LAUNCH, reserve > 90_000_000_000L, "reserve " + reserve);
        return scenario;
    }

    private void run(GeneratedChain chain, int count) {
        chain.start();
        for (int i = 0; i < count; i++) {
            Block block = chain.next();
            for (LandedTransaction transaction : block.transactions()) {
                landed.put(transaction.signature(), transaction);
                slots.put(transaction.signature(), block.slot());
                look(transaction);
            }
        }
    }

    /** A bot's glance: who removes liquidity, who makes tokens after the launch. */
    private void look(LandedTransaction transaction) {
        WireParser parsed = new WireParser(transaction.wire());
        for (WireParser.Ix instruction : parsed.instructions) {
            String program = transaction.accountKeys().get(instruction.program());
            if (program.equals(LocalPrograms.AMM.toString())
                    && Arrays.equals(Arrays.copyOf(instruction.data(), 8), sha("global:remove_liquidity"))) {
                pulls.add(transaction.signature());
            }
            if (program.equals(Programs.TOKEN.toString()) && instruction.data()[0] == 7) {
                mintings.add(transaction.signature());
            }
        }
    }

    private static ByteBuffer event(LandedTransaction transaction, String name) {
        for (String line : transaction.logs()) {
            if (line.startsWith("Program data: ")) {
                byte[] data = Base64.getDecoder().decode(line.substring("Program data: ".length()));
                if (Arrays.equals(Arrays.copyOf(data, 8), sha("event:" + name))) {
                    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
                }
            }
        }
        throw new AssertionError("no " + name + " in " + transaction.logs());
    }

    private static String address(ByteBuffer event, int offset) {
        byte[] bytes = new byte[32];
        event.get(offset, bytes);
        return Base58.encode(bytes);
    }

    private static byte[] sha(String text) {
        try {
            return Arrays.copyOf(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    8);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
