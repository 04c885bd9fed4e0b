package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded mainnet block goes in and comes out, in its order and to the byte, after the process that wrote it died. */
class MainnetBlockTest {

    private static final Pattern TRANSACTION =
            Pattern.compile("\"transaction\"\\s*:\\s*\\[\\s*\"([A-Za-z0-9+/=]+)\"\\s*,\\s*\"base64\"");

    @TempDir
    Path directory;

    private static Path shared() {
        String named = System.getProperty("trenchbot.shared");
        if (named != null) {
            return Path.of(named);
        }
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared"))) {
            at = at.getParent();
        }
        return at == null ? Path.of("shared") : at.resolve("shared");
    }

    private static List<byte[]> transactions() throws IOException {
        Path file = shared().resolve("data/mainnet-block/getBlock.json.zip");
        if (!Files.exists(file)) {
            assertThat(System.getenv("CI")).as("no recorded block at %s", file).isNotEqualTo("true");
            assumeTrue(false, "no recorded block at " + file + "; NOT RUN");
        }
        String json;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            zip.getNextEntry();
            json = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<byte[]> transactions = new ArrayList<>();
        Matcher matcher = TRANSACTION.matcher(json);
        while (matcher.find()) {
            transactions.add(Base64.getDecoder().decode(matcher.group(1)));
        }
        return transactions;
    }

    @Test
    void everyTransactionComesBackToTheByte() throws IOException {
        List<byte[]> block = transactions();
        assertThat(block).hasSize(1_790);
        assertThat(block.stream().mapToInt(t -> t.length).sum()).isEqualTo(880_896);
        BufferBuilder builder =
                TransactionBuffer.builder(directory).segmentBytes(1 << 18).singleProducer(true);
        try (TransactionBuffer buffer = builder.open()) {
            for (int i = 0; i < block.size(); i++) {
                while (!append(buffer, i, block.get(i))) {
                    Thread.onSpinWait();
                }
            }
        }
        List<byte[]> read = new ArrayList<>();
        try (TransactionBuffer buffer = builder.open();
                BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            RecordHandler handler = (memory, offset, length, position, stamp) -> {
                assertThat(memory.getLong(offset)).isEqualTo(stamp);
                assertThat(memory.getLong(offset + 8)).isEqualTo(361_774_429L);
                byte[] wire = new byte[length - 24];
                memory.get(offset + 24, wire);
                read.add(wire);
            };
            while (reader.poll(handler, 100) > 0) {}
        }
        assertThat(read).hasSameSizeAs(block);
        for (int i = 0; i < block.size(); i++) {
            assertThat(read.get(i)).as("transaction %d", i).isEqualTo(block.get(i));
        }
    }

    /** As an application does: a prefix of its own and the wire bytes, written in place. */
    private static boolean append(TransactionBuffer buffer, long receivedNs, byte[] wire) {
        try (Claim claim = buffer.claim(24 + wire.length, receivedNs)) {
            if (!claim.isGranted()) {
                return false;
            }
            claim.putLong(0, receivedNs).putLong(8, 361_774_429L).putLong(16, 1).put(24, wire, 0, wire.length);
            return claim.commit() > 0;
        }
    }
}
