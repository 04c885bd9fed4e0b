package io.trenchbot.sigverify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipInputStream;

/** The transactions of a recorded block of the main network, with the offsets a parser would give. */
final class RecordedBlock {
    static final int TRANSACTIONS = 1790;
    static final int SIGNATURES = 1810;

    /** A serialized transaction and where its parts start. */
    record Transaction(byte[] wire, int signatureCount, int accountKeysOffset, int messageOffset) {
        static final int SIGNATURES_OFFSET = 1;

        static Transaction parse(byte[] wire) {
            int signatureCount = wire[0]; // a short vector below 128 is one byte
            int messageOffset = SIGNATURES_OFFSET + 64 * signatureCount;
            int header = messageOffset + (wire[messageOffset] < 0 ? 1 : 0); // a version prefix has the high bit set
            int keyCountOffset = header + 3;
            int keyCountBytes = wire[keyCountOffset] < 0 ? 2 : 1;
            return new Transaction(wire, signatureCount, keyCountOffset + keyCountBytes, messageOffset);
        }

        int addTo(SignatureBatch batch) {
            return batch.addTransaction(
                    wire, 0, wire.length, signatureCount, SIGNATURES_OFFSET, accountKeysOffset, messageOffset);
        }

        boolean verify(SignatureVerifier verifier) {
            return verifier.verifyTransaction(
                    wire, 0, wire.length, signatureCount, SIGNATURES_OFFSET, accountKeysOffset, messageOffset);
        }
    }

    private RecordedBlock() {}

    static List<Transaction> transactions() throws IOException {
        List<Transaction> transactions = new ArrayList<>();
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(SharedData.file("data/mainnet-block/getBlock.json.zip")))) {
            zip.getNextEntry();
            JsonNode root = new ObjectMapper().readTree(zip);
            JsonNode block = root.has("result") ? root.get("result") : root;
            for (JsonNode entry : block.get("transactions")) {
                String text = entry.get("transaction").get(0).asText();
                transactions.add(Transaction.parse(Base64.getDecoder().decode(text)));
            }
        }
        return transactions;
    }
}
