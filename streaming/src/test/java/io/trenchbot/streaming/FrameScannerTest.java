package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trenchbot.streaming.FrameScanner.Frame;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final FrameScanner scanner = new FrameScanner();
    private final Events events = new Events(scanner.notification);

    @Test
    void equalsJacksonOnEveryRecordedFrame() throws IOException {
        int notifications = 0;
        for (byte[] frame : SharedData.allFrames()) {
            Frame kind = scanner.scan(frame, 0, frame.length);
            notifications += kind == Frame.NOTIFICATION ? 1 : 0;
            assertThat(kind).isNotEqualTo(Frame.GARBAGE);
            assertEqual(STRICT.readTree(frame), kind);
        }
        assertThat(notifications).isEqualTo(755 + 1_035 + 755 + 1 + 7);
    }

    @Test
    void takesAnyMemberOrderAndWhitespaceInTheMiddleOfAnArray() throws IOException {
        Random random = new Random(7);
        for (byte[] frame : someFrames(120, random)) {
            JsonNode tree = shuffled(STRICT.readTree(frame), random);
            byte[] text = spaced(tree.toString(), random).getBytes(StandardCharsets.UTF_8);
            byte[] moved = new byte[text.length + 20];
            random.nextBytes(moved);
            System.arraycopy(text, 0, moved, 13, text.length);
            Frame kind = scanner.scan(moved, 13, text.length);
            assertThat(kind).isNotEqualTo(Frame.GARBAGE);
            assertEqual(tree, kind);
        }
    }

    /** A frame that begins like the one before goes on in any way. */
    @Test
    void readsAFrameByItselfWhateverCameBefore() throws IOException {
        String begin =
                "{\"jsonrpc\":\"2.0\",\"method\":\"slotNotification\",\"params\":{\"subscription\":7,\"result\":";
        for (String first :
                new String[] {begin + "{\"slot\":1,\"parent\":0,\"root\":0}}}", begin + "5}}", begin + "null}"}) {
            for (String second : new String[] {
                begin + " \n{\"slot\":2,\"parent\":1,\"root\":0}}}",
                begin + "{ \"parent\":3,\"slot\" :4,\"root\":0 } } }",
                begin.replace("7", "8") + "{\"slot\":5,\"parent\":1,\"root\":0}}}",
                begin.replace("7", "18446744073709551615") + "{\"slot\":6,\"parent\":1,\"root\":0}}}",
                "{\"jsonrpc\":\"2.0\",\"result\":12,\"id\":3}"
            }) {
                scanner.scan(first.getBytes(StandardCharsets.UTF_8), 0, first.length());
                byte[] frame = second.getBytes(StandardCharsets.UTF_8);
                Frame kind = scanner.scan(frame, 0, frame.length);
                assertThat(kind).as(second).isNotEqualTo(Frame.GARBAGE);
                assertEqual(STRICT.readTree(frame), kind);
            }
            for (String garbage : new String[] {
                begin,
                begin + "}}",
                begin + "{}",
                begin + "{},\"result\":{}}}",
                begin + "{},\"subscription\":7}}",
                begin + "{}},\"method\":\"slotNotification\"}"
            }) {
                scanner.scan(first.getBytes(StandardCharsets.UTF_8), 0, first.length());
                byte[] frame = garbage.getBytes(StandardCharsets.UTF_8);
                assertThat(scanner.scan(frame, 0, frame.length)).as(garbage).isEqualTo(Frame.GARBAGE);
            }
        }
    }

    @Test
    void refusesEveryFrameThatIsCutShort() {
        Random random = new Random(3);
        for (byte[] frame : someFrames(6, random)) {
            for (int length = 0; length < frame.length; length++) {
                assertThat(scanner.scan(frame, 0, length))
                        .as("cut at %d", length)
                        .isEqualTo(Frame.GARBAGE);
            }
        }
    }

    @Test
    void agreesWithJacksonOnMutatedFrames() {
        mutate(20_000, 11);
    }

    @Test
    @Tag("slow")
    void agreesWithJacksonOnManyMutatedFrames() {
        mutate(3_000_000, System.nanoTime());
    }

    private void mutate(int rounds, long seed) {
        Random random = new Random(seed);
        List<byte[]> frames = someFrames(200, random);
        int equal = 0;
        int refused = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] recorded = frames.get(random.nextInt(frames.size()));
            byte[] frame = Mutations.mutate(recorded, random);
            if (random.nextBoolean()) {
                // What the scanner expects from now on is nearly, but not quite, what comes.
                scanner.scan(recorded, 0, recorded.length);
            }
            Frame kind = scanner.scan(frame, 0, frame.length);
            JsonNode tree = strictTree(frame);
            String what = "seed " + seed + ", round " + i + ": " + new String(frame, StandardCharsets.UTF_8);
            if (tree == null) {
                assertThat(kind).as(what).isEqualTo(Frame.GARBAGE);
                refused++;
            } else if (kind == Frame.GARBAGE) {
                assertThat(scanner.fault()).as(what).isEqualTo(FrameScanner.Fault.UNEXPECTED_SHAPE);
            } else {
                assertEqual(tree, kind);
                equal++;
            }
        }
        assertThat(equal).isGreaterThan(rounds / 20);
        assertThat(refused).isGreaterThan(rounds / 20);
    }

    /** Null where the bytes are not JSON in UTF-8; Jackson alone lets some bad UTF-8 pass. */
    private static JsonNode strictTree(byte[] frame) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame));
            JsonNode tree = STRICT.readTree(frame);
            return tree.isMissingNode() ? null : tree;
        } catch (CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void readsEscapedNamesAndTexts() {
        String frame = "{\"me\\u0074hod\":\"\\u006cogsNotification\",\"params\":{\"subscription\":18446744073709551615,"
                + "\"result\":{\"context\":{\"slot\":7},\"value\":{\"signature\":\"a\\/b\",\"err\":{\"x\":[1]},"
                + "\"logs\":[\"tab\\t\",\"\\ud83d\\ude00 \u00e9\",\"\"]}}}}";
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        assertThat(scanner.scan(bytes, 0, bytes.length)).isEqualTo(Frame.NOTIFICATION);
        assertThat(scanner.subscription()).isEqualTo(-1L);
        LogsEvent logs = (LogsEvent) events.of(Kind.LOGS);
        assertThat(logs.signature()).isEqualTo("a/b");
        assertThat(logs.errorJson()).isEqualTo("{\"x\":[1]}");
        assertThat(logs.logCount()).isEqualTo(3);
        assertThat(List.of(logs.log(0), logs.log(1), logs.log(2))).containsExactly("tab\t", "\ud83d\ude00 \u00e9", "");
    }

    @Test
    void tellsWhyAFrameIsGarbage() {
        assertFault("{\"method\":\"slotNotification\"}", FrameScanner.Fault.UNEXPECTED_SHAPE);
        assertFault("[]", FrameScanner.Fault.UNEXPECTED_SHAPE);
        assertFault("{\"result\":1,\"id\":1", FrameScanner.Fault.NOT_JSON);
        assertFault("{\"result\":1,\"id\":1}x", FrameScanner.Fault.NOT_JSON);
        assertFault(
                "{\"result\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"id\":1}", FrameScanner.Fault.TOO_DEEP);
        byte[] latin = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(scanner.scan(latin, 0, latin.length)).isEqualTo(Frame.GARBAGE);
        assertThat(scanner.fault()).isEqualTo(FrameScanner.Fault.NOT_UTF8);
    }

    private void assertFault(String frame, FrameScanner.Fault fault) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        assertThat(scanner.scan(bytes, 0, bytes.length)).isEqualTo(Frame.GARBAGE);
        assertThat(scanner.fault()).isEqualTo(fault);
    }

    @Test
    void decodesTheWireBytesInPlaceAndTellsTheirSignature() throws IOException {
        byte[] target = new byte[1_300];
        for (byte[] frame : SharedData.frames("transaction-nonvote")) {
            scanner.scan(frame, 0, frame.length);
            JsonNode result = STRICT.readTree(frame).get("params").get("result");
            byte[] wire = Base64.getDecoder()
                    .decode(result.get("transaction").get("transaction").get(0).asText());
            assertThat(events.transaction.wireLength()).isEqualTo(wire.length);
            assertThat(events.transaction.decodeWire(target, 40)).isEqualTo(wire.length);
            assertThat(java.util.Arrays.copyOfRange(target, 40, 40 + wire.length))
                    .isEqualTo(wire);
            scanner.notification.signature.clear();
            assertThat(events.transaction.signature())
                    .isEqualTo(result.get("signature").asText());
        }
    }

    @Test
    void walksTheTransactionsOfABlock() throws IOException {
        byte[] frame = SharedData.frames("block").get(0);
        scanner.scan(frame, 0, frame.length);
        List<byte[]> wires = SharedData.wires();
        List<String> signatures = new ArrayList<>();
        int count = events.block.transactions(transaction -> {
            byte[] wire = new byte[transaction.wireLength()];
            transaction.decodeWire(wire, 0);
            assertThat(wire).isEqualTo(wires.get(signatures.size()));
            assertThat(transaction.slot()).isEqualTo(361774429);
            signatures.add(transaction.signature());
        });
        assertThat(count).isEqualTo(1_790);
        assertThat(signatures).doesNotHaveDuplicates().hasSize(1_790);
    }

    private static List<byte[]> someFrames(int count, Random random) {
        List<byte[]> frames = new ArrayList<>(SharedData.frames("logs-nonvote"));
        frames.addAll(SharedData.frames("transaction-nonvote"));
        Collections.shuffle(frames, random);
        List<byte[]> some = new ArrayList<>(frames.subList(0, count));
        for (int i = 0; i < count / 40 + 1; i++) {
            some.addAll(SharedData.verbatimFrames());
        }
        return some;
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            Collections.shuffle(names, random);
            ObjectNode result = STRICT.createObjectNode();
            names.forEach(name -> result.set(name, shuffled(object.get(name), random)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = STRICT.createArrayNode();
            array.forEach(element -> result.add(shuffled(element, random)));
            return result;
        }
        return node;
    }

    private static String spaced(String json, Random random) {
        StringBuilder out = new StringBuilder();
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!inText && "{}[]:,".indexOf(c) >= 0) {
                out.append(" \t\r\n".charAt(random.nextInt(4))).append(c).append(" ".repeat(random.nextInt(3)));
            } else {
                out.append(c);
            }
            if (inText && c == '\\') {
                out.append(json.charAt(++i));
            } else if (c == '"') {
                inText = !inText;
            }
        }
        return out.toString();
    }

    private void assertEqual(JsonNode tree, Frame kind) {
        switch (kind) {
            case REPLY -> {
                assertThat(scanner.id()).isEqualTo(unsigned(tree.get("id")));
                if (scanner.subscriptionPresent()) {
                    assertThat(scanner.subscription()).isEqualTo(unsigned(tree.get("result")));
                }
            }
            case REFUSAL -> {
                assertThat(scanner.errorCode())
                        .isEqualTo(number(tree.get("error").get("code"), 0));
                assertThat(scanner.errorMessage())
                        .isEqualTo(text(tree.get("error").get("message"), ""));
            }
            default -> assertNotification(tree);
        }
    }

    private void assertNotification(JsonNode tree) {
        assertThat(scanner.subscription()).isEqualTo(unsigned(tree.get("params").get("subscription")));
        JsonNode result = tree.get("params").path("result");
        Notification n = scanner.notification;
        JsonNode value = result.path("value");
        switch (tree.get("method").asText()) {
            case "slotNotification" -> {
                assertThat(n.slot).isEqualTo(number(result.get("slot"), -1));
                assertThat(n.parent).isEqualTo(number(result.get("parent"), -1));
                assertThat(n.root).isEqualTo(number(result.get("root"), -1));
            }
            case "rootNotification" -> assertThat(n.eventSlot()).isEqualTo(number(result, -1));
            case "slotsUpdatesNotification" -> {
                assertThat(n.type.text()).isEqualTo(text(result.get("type"), ""));
                assertThat(n.slot).isEqualTo(number(result.get("slot"), -1));
                assertThat(n.timestamp).isEqualTo(number(result.get("timestamp"), -1));
            }
            case "logsNotification" -> {
                assertThat(n.contextSlot)
                        .isEqualTo(number(result.path("context").get("slot"), -1));
                assertThat(n.signature.text()).isEqualTo(text(value.get("signature"), ""));
                assertErr(value.get("err"));
                assertLogs(value.path("logs"));
            }
            case "accountNotification" -> assertAccount(value);
            case "programNotification" -> {
                assertThat(n.pubkey.text()).isEqualTo(text(value.get("pubkey"), ""));
                assertAccount(value.path("account"));
            }
            case "signatureNotification" -> assertErr(value.get("err"));
            case "transactionNotification" -> {
                JsonNode outer = result.path("transaction");
                JsonNode meta = outer.path("meta");
                assertThat(n.slot).isEqualTo(number(result.get("slot"), -1));
                assertThat(n.signature.text()).isEqualTo(text(result.get("signature"), ""));
                assertThat(n.wire.text())
                        .isEqualTo(text(outer.path("transaction").get(0), ""));
                assertThat(n.wireEncoding.text())
                        .isEqualTo(text(outer.path("transaction").get(1), ""));
                assertErr(meta.get("err"));
                assertLogs(meta.path("logMessages"));
            }
            case "blockNotification" -> {
                assertThat(n.slot).isEqualTo(number(value.get("slot"), -1));
                assertThat(n.blockhash.text())
                        .isEqualTo(value.get("block").get("blockhash").asText());
                assertThat(n.parentSlot).isEqualTo(number(value.get("block").get("parentSlot"), -1));
                assertThat(n.blockHeight).isEqualTo(number(value.get("block").get("blockHeight"), -1));
                assertThat(n.blockTime).isEqualTo(number(value.get("block").get("blockTime"), -1));
            }
            default -> throw new AssertionError(tree.get("method"));
        }
    }

    private void assertAccount(JsonNode account) {
        Notification n = scanner.notification;
        assertThat(n.lamports).isEqualTo(number(account.get("lamports"), 0));
        assertThat(n.rentEpoch).isEqualTo(number(account.get("rentEpoch"), 0));
        assertThat(n.space).isEqualTo(number(account.get("space"), 0));
        assertThat(n.owner.text()).isEqualTo(text(account.get("owner"), ""));
        assertThat(n.data.text()).isEqualTo(text(account.path("data").get(0), ""));
        assertThat(n.executable).isEqualTo(account.path("executable").asBoolean());
    }

    private void assertErr(JsonNode expected) {
        boolean absent = expected == null || expected.isNull();
        assertThat(scanner.notification.err.present()).isEqualTo(!absent);
        if (!absent) {
            try {
                assertThat(STRICT.readTree(scanner.notification.err.text())).isEqualTo(expected);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void assertLogs(JsonNode expected) {
        assertThat(scanner.notification.logs.count()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            String line = expected.get(i).asText();
            if (line.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
                assertThat(scanner.notification.logs.line(i)).isEqualTo(line);
            }
        }
    }

    private static String text(JsonNode node, String absent) {
        return node == null || node.isNull() ? absent : node.asText();
    }

    private static long number(JsonNode node, long absent) {
        return node == null || node.isNull() || node.isMissingNode() ? absent : unsigned(node);
    }

    private static long unsigned(JsonNode node) {
        BigInteger value = node.bigIntegerValue();
        assertThat(value).isLessThanOrEqualTo(MAX_UNSIGNED);
        return value.longValue();
    }
}
