package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int COUNT = 64;

    /** The scalar engine allocates nothing however it is compiled; the lanes do until the compiler is through. */
    @Test
    void verifyingABatchAllocatesNothing() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        byte[] key = signer.publicKey();
        byte[] message = new byte[200];
        byte[] signature = signer.sign(message);
        SignatureVerifier verifier = SignatureVerifier.create(Engine.SCALAR);
        SignatureBatch batch = new SignatureBatch(COUNT);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            batch.clear();
            for (int i = 0; i < COUNT; i++) {
                batch.add(key, signature, message);
            }
            verifier.verify(batch);
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            least = Math.min(least, after - before);
        }
        assertThat(least).isLessThan(COUNT); // below one byte a signature: what the measurement itself may take
    }
}
