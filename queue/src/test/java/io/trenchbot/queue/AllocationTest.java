package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of an element allocates nothing, whatever is sampled; counted by the JVM for this thread. */
class AllocationTest {
    private static final int OPERATIONS = 1_000_000;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void aQueueAllocatesNothing(Sampling sampling) {
        for (TransactionQueueTest.Shape shape : TransactionQueueTest.Shape.values()) {
            TransactionQueue<Integer> queue =
                    shape.builder(64).sampling(sampling).build();
            Integer element = 1;
            assertNothing(() -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    queue.push(element);
                    if (i % 100 < 90) {
                        queue.tryPop();
                    }
                    if (i % 1000 == 0) {
                        queue.drain(popped -> {}, 64);
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void aRingAllocatesNothing(Sampling sampling) {
        EntryRing<EntryRingTest.Packet> ring = EntryRing.builder(64, EntryRingTest.Packet::new)
                .sampling(sampling)
                .build();
        assertNothing(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                if (ring.claim() != null) {
                    ring.publish();
                }
                if (i % 40 == 0) {
                    ring.drain(packet -> {}, 64);
                }
            }
        });
    }

    /** The counter that the other tests trust sees even one small object per thousand operations. */
    @Test
    void theCounterSeesAllocation() {
        Object[] sink = new Object[1];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < OPERATIONS; i++) {
            if (i % 1000 == 0) {
                sink[0] = new byte[16];
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isGreaterThanOrEqualTo(32_000);
    }

    private void assertNothing(Runnable operations) {
        operations.run();
        // The first call of the counter itself may allocate.
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        operations.run();
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes).as("bytes in %d operations", OPERATIONS).isLessThan(OPERATIONS / 1000);
    }
}
