package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** The recorded block's signatures are mainnet's; Bouncy Castle's verification is the judge. */
class CorruptionTest {
    @Test
    void exactlyTheChosenTransactionsNoLongerVerifyAndAllStillParse() throws Exception {
        Block block = RecordedBlock.read(Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip"));
        assertThat(rejected(block.transactions())).isEmpty();
        for (long seed = 1; seed <= 3; seed++) {
            Corruption corruption = Corruption.of(block.transactions(), 40, seed);
            assertThat(corruption.signatures()).hasSize(40).doesNotHaveDuplicates();
            assertThat(rejected(corruption.transactions())).isEqualTo(corruption.signatures());
            assertThat(Corruption.of(block.transactions(), 40, seed).signatures())
                    .isEqualTo(corruption.signatures());
        }
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThatThrownBy(() -> Corruption.of(List.of(), 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot corrupt 1 of 0 transactions");
    }

    private static List<String> rejected(List<LandedTransaction> transactions) {
        List<String> rejected = new ArrayList<>();
        for (LandedTransaction transaction : transactions) {
            WireTransaction wire = WireTransaction.of(transaction.wire());
            byte[] message = wire.message();
            boolean good = true;
            for (int i = 0; i < wire.signers().size(); i++) {
                byte[] key = wire.signers().get(i).bytes();
                good &= Ed25519.verify(transaction.wire(), 1 + 64 * i, key, 0, message, 0, message.length);
            }
            if (!good) {
                rejected.add(transaction.signature());
            }
        }
        return rejected;
    }
}
