package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The meta of generated transactions beside that of the recorded block: the same members, types and grammar. */
class MetaShapeTest {
    private static final List<LandedTransaction> GENERATED = generate();
    private static final Pattern LINE = Pattern.compile(
            "Program (\\S+) (invoke \\[(\\d+)\\]|success|failed: (.+)" + "|consumed (\\d+) of (\\d+) compute units)");
    private static final List<String> MEMBERS = List.of(
            "computeUnitsConsumed",
            "costUnits",
            "err",
            "fee",
            "innerInstructions",
            "loadedAddresses",
            "logMessages",
            "postBalances",
            "postTokenBalances",
            "preBalances",
            "preTokenBalances",
            "rewards",
            "status");

    @Test
    void membersAndTypesAreThoseOfTheRecordedBlock() throws Exception {
        Set<String> recorded = new TreeSet<>();
        for (JsonNode transaction : Recorded.block().get("transactions")) {
            JsonNode meta = transaction.get("meta");
            List<String> names = new ArrayList<>();
            meta.fieldNames().forEachRemaining(names::add);
            names.remove("returnData");
            assertEquals(MEMBERS, names, "the recorded block is not what this test believes");
            shape("", meta, recorded);
        }
        Set<String> generated = new TreeSet<>();
        for (LandedTransaction transaction : GENERATED) {
            JsonNode meta = new ObjectMapper().readTree(transaction.metaJson());
            List<String> names = new ArrayList<>();
            meta.fieldNames().forEachRemaining(names::add);
            assertEquals(MEMBERS, names);
            assertEquals(new ObjectMapper().readTree(transaction.errJson()), meta.get("err"));
            assertCounts(transaction, meta);
            shape("", meta, generated);
        }
        Set<String> unknown = new TreeSet<>(generated);
        unknown.removeAll(recorded);
        assertEquals(Set.of(), unknown, "shapes that the recorded block does not have");
        Set<String> missing = new TreeSet<>(recorded);
        missing.removeAll(generated);
        missing.removeIf(path -> path.startsWith(".returnData") || path.contains("InstructionError/"));
        assertEquals(Set.of(), missing, "shapes that the generated chain never shows");
    }

    private static void assertCounts(LandedTransaction transaction, JsonNode meta) {
        WireParser wire = new WireParser(transaction.wire());
        int loaded = meta.at("/loadedAddresses/writable").size()
                + meta.at("/loadedAddresses/readonly").size();
        assertEquals(wire.keys.size() + loaded, meta.get("preBalances").size());
        assertEquals(wire.keys.size() + loaded, meta.get("postBalances").size());
        assertEquals(transaction.logs().size(), meta.get("logMessages").size());
        for (JsonNode inner : meta.get("innerInstructions")) {
            assertTrue(inner.get("index").asInt() < wire.instructions.size());
            for (JsonNode instruction : inner.get("instructions")) {
                assertTrue(instruction.get("stackHeight").asInt() >= 2);
                assertTrue(instruction.get("programIdIndex").asInt() < wire.keys.size() + loaded);
            }
        }
    }

    /** Paths with the types of their values; error names count as "a name". */
    private static void shape(String path, JsonNode node, Set<String> out) {
        out.add(path + " " + node.getNodeType()
                + (node.isNumber() ? (node.isIntegralNumber() ? " whole" : " real") : ""));
        node.properties().forEach(field -> shape(path + "." + field.getKey(), field.getValue(), out));
        boolean pair = path.endsWith("InstructionError");
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            shape(path + (pair ? "/" + i : "[]"), node.get(i), out);
        }
    }

    @Test
    void logsAreNestedLikeThoseOfTheRecordedBlock() {
        int checked = 0;
        for (JsonNode transaction : Recorded.block().get("transactions")) {
            List<String> logs = new ArrayList<>();
            transaction.at("/meta/logMessages").forEach(line -> logs.add(line.asText()));
            if (!logs.contains("Log truncated")) {
                assertNested(logs, transaction.at("/meta/err").isNull());
                checked++;
            }
        }
        assertTrue(checked > 1_700, "checked " + checked);
        for (LandedTransaction transaction : GENERATED) {
            assertNested(transaction.logs(), transaction.errJson().equals("null"));
        }
    }

    /** Every call ends with success or a failure, in the order of a stack; units fit the meter; a failure ends everything. */
    private static void assertNested(List<String> logs, boolean succeeded) {
        Deque<String> calls = new ArrayDeque<>();
        boolean failed = false;
        for (String line : logs) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue; // what programs say themselves
            }
            if (matcher.group(3) != null) {
                calls.push(matcher.group(1));
                assertEquals(calls.size(), Integer.parseInt(matcher.group(3)), () -> String.join("\n", logs));
            } else if (matcher.group(5) != null) {
                assertEquals(calls.peek(), matcher.group(1));
                assertTrue(Integer.parseInt(matcher.group(5)) <= Integer.parseInt(matcher.group(6)), line);
            } else {
                assertEquals(calls.pop(), matcher.group(1), () -> String.join("\n", logs));
                failed |= matcher.group(4) != null;
            }
        }
        assertTrue(calls.isEmpty(), () -> String.join("\n", logs));
        assertEquals(succeeded, !failed, () -> String.join("\n", logs));
    }

    /** Lines that this chain's System, Vote, Compute Budget and Token programs log are lines of the recording, but for numbers. */
    @Test
    void logLinesOfRealProgramsAreLinesOfTheRecordedBlock() {
        Set<String> recorded = new HashSet<>();
        for (JsonNode transaction : Recorded.block().get("transactions")) {
            transaction.at("/meta/logMessages").forEach(line -> recorded.add(generic(line.asText())));
        }
        Set<String> unknown = new TreeSet<>();
        for (LandedTransaction transaction : GENERATED) {
            for (String line : transaction.logs()) {
                if (!recorded.contains(generic(line))) {
                    unknown.add(generic(line));
                }
            }
        }
        unknown.removeIf(line -> line.contains("Trench") || line.startsWith("Program data:"));
        unknown.removeIf(line -> line.startsWith("Program log: AnchorError") || line.contains("log: Instruction: "));
        unknown.removeIf(line -> line.contains("Memo") || line.startsWith("Program log: Signed by "));
        String token = "Program " + Programs.TOKEN;
        Set<String> sourcesSay =
                Set.of(token + " failed: custom program error: 0xN", "Program log: Error: insufficient funds");
        assertEquals(sourcesSay, unknown, "lines that neither the recording nor SPL Token's source has");
    }

    private static String generic(String line) {
        return line.replaceAll("\\b(?<!\\[)\\d+\\b(?!\\])", "N").replaceAll("0x[0-9a-f]+", "0xN");
    }

    private static List<LandedTransaction> generate() {
        GeneratedChain chain = new GeneratedChain(new GeneratedChain.Settings(
                21,
                150,
                List.of(
                        new Scenario.Plan(Scenario.Kind.RUG_PULL, 0),
                        new Scenario.Plan(Scenario.Kind.MINT_AND_DUMP, 1)),
                0));
        chain.start();
        List<LandedTransaction> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.addAll(chain.next().transactions());
        }
        return all;
    }
}
