package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureBatchTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] SIGNATURE = new byte[64];
    private static final byte[] MESSAGE = {1, 2, 3};

    private final SignatureVerifier verifier = SignatureVerifier.create();

    @ParameterizedTest
    @ValueSource(ints = {0, -1, SignatureBatch.MAX_CAPACITY + 1, Integer.MAX_VALUE})
    void aCapacityOutOfRangeIsRefusedWithTheNumber(int capacity) {
        assertThatThrownBy(() -> new SignatureBatch(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(capacity));
    }

    @Test
    void aFullBatchRefusesAndKeepsWhatItHas() {
        SignatureBatch batch = new SignatureBatch(2);
        assertThat(batch.add(KEY, SIGNATURE, MESSAGE)).isZero();
        assertThat(batch.add(KEY, 0, SIGNATURE, 0, MESSAGE, 1, 2)).isEqualTo(1);
        assertThat(batch.isFull()).isTrue();
        assertThatThrownBy(() -> batch.add(KEY, SIGNATURE, MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> batch.addTransaction(new byte[200], 0, 200, 1, 1, 70, 65))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 of 2");
        assertThat(batch.size()).isEqualTo(2);
    }

    @Test
    void partsOutsideTheirBuffersAreRefused() {
        SignatureBatch batch = new SignatureBatch(4);
        assertThatThrownBy(() -> batch.add(KEY, 1, SIGNATURE, 0, MESSAGE, 0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.add(KEY, 0, SIGNATURE, -1, MESSAGE, 0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.add(KEY, 0, SIGNATURE, 0, MESSAGE, 2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.add(KEY, 0, SIGNATURE, 0, MESSAGE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(batch.size()).isZero();
    }

    @Test
    void transactionPartsOutsideTheTransactionAreRefusedWithTheirNumbers() {
        SignatureBatch batch = new SignatureBatch(64);
        byte[] wire = new byte[300];
        assertThatThrownBy(() -> batch.addTransaction(wire, 0, 301, 1, 1, 70, 65))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, 0, 11, 80, 75))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, 5, 11, 80, 75))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("5 signatures");
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, Integer.MAX_VALUE, 11, 80, 75))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, 1, 9, 80, 75))
                .hasMessageContaining("signatures at 9");
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, 1, 11, 179, 75))
                .hasMessageContaining("account keys at 179");
        assertThatThrownBy(() -> batch.addTransaction(wire, 10, 200, 1, 11, 80, 211))
                .hasMessageContaining("message at 211");
        assertThat(batch.size()).isZero();
        assertThat(batch.addTransaction(wire, 10, 200, 1, 11, 178, 210)).isZero();
    }

    @Test
    void wrongLengthsGetAVerdict() {
        SignatureBatch batch = new SignatureBatch(8);
        for (int bytes : new int[] {0, 31, 33, 64}) {
            batch.add(new byte[bytes], SIGNATURE, MESSAGE);
        }
        for (int bytes : new int[] {0, 32, 63, 65}) {
            batch.add(KEY, new byte[bytes], MESSAGE);
        }
        assertThat(verifier.verify(batch)).isZero();
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.verdict(i)).isEqualTo(Verdict.WRONG_LENGTH);
        }
        assertThat(verifier.verify(KEY, new byte[63], MESSAGE)).isFalse();
        assertThat(verifier.verify(new byte[33], SIGNATURE, MESSAGE)).isFalse();
    }

    @Test
    void bitsAndCountFollowTheVerdictsAcrossWords() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        byte[] good = signer.sign(MESSAGE);
        byte[] bad = good.clone();
        bad[40] ^= 1;
        SignatureBatch batch = new SignatureBatch(130);
        for (int i = 0; i < 130; i++) {
            batch.add(signer.publicKey(), i % 3 == 0 ? bad : good, MESSAGE);
        }
        assertThat(batch.verdict(129)).isEqualTo(Verdict.PENDING);
        assertThat(verifier.verify(batch)).isEqualTo(86).isEqualTo(batch.acceptedCount());
        for (int i = 0; i < 130; i++) {
            assertThat(batch.acceptedBits(i / 64) >>> i & 1).isEqualTo(i % 3 == 0 ? 0 : 1);
            assertThat(batch.accepted(i)).isEqualTo(i % 3 != 0);
        }
        assertThat(batch.acceptedBits(2) >>> 2).isZero();
        assertThatThrownBy(() -> batch.acceptedBits(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.verdict(130)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aClearedBatchServesAgain() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        SignatureBatch batch = new SignatureBatch(3);
        for (int round = 0; round < 3; round++) {
            batch.clear();
            assertThat(batch.acceptedCount()).isZero();
            batch.add(signer.publicKey(), signer.sign(MESSAGE), round == 1 ? KEY : MESSAGE);
            assertThat(verifier.verify(batch)).isEqualTo(round == 1 ? 0 : 1);
        }
    }

    @Test
    void verifyingAgainLooksAtTheBytesAgain() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        byte[] message = MESSAGE.clone();
        SignatureBatch batch = new SignatureBatch(1);
        batch.add(signer.publicKey(), signer.sign(message), message);
        assertThat(verifier.verify(batch)).isEqualTo(1);
        message[0] ^= 1;
        assertThat(verifier.verify(batch)).isZero();
    }

    @Test
    void anEmptyBatchHasNoneAccepted() {
        assertThat(verifier.verify(new SignatureBatch(1))).isZero();
    }
}
