package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedChainTest {
    @Test
    void everySignatureVerifiesAndLamportsAreConserved() {
        GeneratedChain chain = new GeneratedChain(new GeneratedChain.Settings(1, 200, List.of(), 0));
        chain.start();
        long lamports = chain.totalLamports();
        int votes = 0;
        int count = 0;
        for (int i = 0; i < 10; i++) {
            for (LandedTransaction transaction : chain.next().transactions()) {
                assertTrue(new WireParser(transaction.wire()).verifies());
                votes += transaction.vote() ? 1 : 0;
                count++;
            }
            assertEquals(lamports, chain.totalLamports());
        }
        assertEquals(2_000, count);
        assertEquals(1_200, votes);
    }
}
