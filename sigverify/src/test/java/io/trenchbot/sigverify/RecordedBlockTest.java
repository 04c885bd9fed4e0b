package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A block of the main network: all its signatures verify, and any flipped bit is found where it is. */
class RecordedBlockTest {
    static List<Engine> engines() {
        return Engines.available();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everySignatureOfTheBlockIsAccepted(Engine engine) throws IOException {
        List<RecordedBlock.Transaction> transactions = RecordedBlock.transactions();
        SignatureBatch batch = new SignatureBatch(RecordedBlock.SIGNATURES);
        transactions.forEach(transaction -> transaction.addTo(batch));
        assertThat(transactions).hasSize(RecordedBlock.TRANSACTIONS);
        assertThat(batch.size()).isEqualTo(RecordedBlock.SIGNATURES);
        assertThat(SignatureVerifier.create(engine).verify(batch)).isEqualTo(RecordedBlock.SIGNATURES);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void exactlyTheTransactionsWithAFlippedBitAreRejected(Engine engine) throws IOException {
        List<RecordedBlock.Transaction> transactions =
                RecordedBlock.transactions().subList(0, engine == Engine.REFERENCE ? 200 : RecordedBlock.TRANSACTIONS);
        SignatureBatch batch = new SignatureBatch(RecordedBlock.SIGNATURES);
        int[] first = new int[transactions.size()];
        for (int i = 0; i < transactions.size(); i++) {
            RecordedBlock.Transaction transaction = transactions.get(i);
            if (i % 7 == 3) {
                int bit = Math.floorMod(i * 7919, 8 * (transaction.wire().length - 1)) + 8; // not the count
                transaction.wire()[bit >> 3] ^= (byte) (1 << (bit & 7));
            }
            first[i] = transaction.addTo(batch);
        }
        SignatureVerifier.create(engine).verify(batch);
        for (int i = 0; i < transactions.size(); i++) {
            assertThat(batch.allAccepted(first[i], transactions.get(i).signatureCount()))
                    .as("transaction %d", i)
                    .isEqualTo(i % 7 != 3);
        }
    }

    @Test
    void aTransactionIsAcceptedWithAllItsSigners() throws IOException {
        SignatureVerifier verifier = SignatureVerifier.create();
        for (RecordedBlock.Transaction transaction : RecordedBlock.transactions()) {
            if (transaction.signatureCount() > 1) {
                assertThat(transaction.verify(verifier)).isTrue();
                transaction.wire()[transaction.messageOffset() - 1] ^= 1; // the last byte of the last signature
                assertThat(transaction.verify(verifier)).isFalse();
            }
        }
    }
}
