package io.trenchbot.testkit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code getBlock} reply (encoding base64, full details), plain or as the first JSON entry of a zip file. The meta and
 * the rewards are cut out of the reply, so that they are served as they were recorded.
 */
final class RecordedBlock {
    /** Several times the largest block of mainnet as JSON. */
    static final int MAX_BYTES = 256 << 20;

    private final byte[] reply;
    private final List<LandedTransaction> transactions = new ArrayList<>();
    private long parentSlot = -1;
    private long blockHeight;
    private long blockTimeSeconds;
    private String blockhash = "";
    private String previousBlockhash = "";
    private String rewardsJson = "[]";

    private RecordedBlock(byte[] reply) {
        this.reply = reply;
    }

    /** The recorded block, at the slot after its parent's: a reply does not name its own slot. */
    static Block read(Path path) throws IOException {
        RecordedBlock recorded = new RecordedBlock(bytes(path));
        try (JsonParser parser = Json.FACTORY.createParser(recorded.reply)) {
            recorded.find(parser);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a getBlock reply with base64 transactions: " + path + ": " + e.getMessage(), e);
        }
        if (recorded.parentSlot < 0 || recorded.blockhash.isEmpty()) {
            throw new IOException("no block with parentSlot and blockhash in " + path);
        }
        return recorded.block();
    }

    private Block block() {
        return new Block(
                parentSlot + 1,
                parentSlot,
                blockHeight,
                blockTimeSeconds,
                blockhash,
                previousBlockhash,
                List.copyOf(transactions),
                List.of(),
                rewardsJson);
    }

    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            if (!path.toString().endsWith(".zip")) {
                return bounded(in, path);
            }
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".json") && !entry.getName().startsWith("__MACOSX/")) {
                    return bounded(zip, path);
                }
            }
            throw new IOException("no JSON entry in " + path);
        }
    }

    private static byte[] bounded(InputStream in, Path path) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes in " + path);
        }
        return bytes;
    }

    /** Takes the block out of the envelope's {@code result}, or the whole text where there is no envelope. */
    private void find(JsonParser parser) throws IOException {
        expect(parser.nextToken() == JsonToken.START_OBJECT, "not an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("result")) {
                expect(parser.currentToken() == JsonToken.START_OBJECT, "result is no block");
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    parser.nextToken();
                    member(parser, member);
                }
            } else {
                member(parser, name);
            }
        }
    }

    private void member(JsonParser parser, String name) throws IOException {
        switch (name) {
            case "parentSlot" -> parentSlot = parser.getLongValue();
            case "blockHeight" -> blockHeight = parser.getValueAsLong();
            case "blockTime" -> blockTimeSeconds = parser.getValueAsLong();
            case "blockhash" -> blockhash = parser.getText();
            case "previousBlockhash" -> previousBlockhash = parser.getText();
            case "rewards" -> rewardsJson = slice(parser);
            case "transactions" -> transactions(parser);
            default -> parser.skipChildren();
        }
    }

    private void transactions(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.START_ARRAY, "transactions is no array");
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            transactions.add(transaction(parser));
        }
    }

    private LandedTransaction transaction(JsonParser parser) throws IOException {
        String meta = null;
        String version = "\"legacy\"";
        List<?> encoded = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "meta" -> meta = slice(parser);
                case "version" -> version = Json.text(Json.value(parser));
                case "transaction" -> encoded = Json.value(parser) instanceof List<?> list ? list : List.of();
                default -> parser.skipChildren();
            }
        }
        expect(encoded.size() == 2 && "base64".equals(encoded.get(1)), "a transaction that is not in base64");
        if (meta == null) {
            throw new IllegalArgumentException("a transaction without meta");
        }
        return landed(Base64.getDecoder().decode(String.valueOf(encoded.get(0))), version, meta);
    }

    private static LandedTransaction landed(byte[] wire, String version, String metaJson) {
        Message message = Message.parse(wire);
        if (message == null || !(Json.parse(metaJson) instanceof Map<?, ?> meta)) {
            throw new IllegalArgumentException(
                    "a malformed transaction of " + wire.length + " bytes, or its meta is no object");
        }
        List<String> keys = new ArrayList<>();
        message.keys().forEach(key -> keys.add(key.toString()));
        if (meta.get("loadedAddresses") instanceof Map<?, ?> loaded) {
            keys.addAll(strings(loaded.get("writable")));
            keys.addAll(strings(loaded.get("readonly")));
        }
        return new LandedTransaction(
                wire,
                TransactionJson.signature(wire, 0),
                version,
                List.copyOf(keys),
                TransactionJson.simpleVote(message),
                Json.text(meta.get("err")),
                strings(meta.get("logMessages")),
                metaJson);
    }

    private static List<String> strings(@Nullable Object array) {
        List<String> strings = new ArrayList<>();
        if (array instanceof List<?> list) {
            list.forEach(element -> strings.add(String.valueOf(element)));
        }
        return List.copyOf(strings);
    }

    /** The text of the object or array at the current token, which is left on its end. */
    private String slice(JsonParser parser) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return Json.text(Json.value(parser));
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(reply, start, end - start, StandardCharsets.UTF_8);
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
