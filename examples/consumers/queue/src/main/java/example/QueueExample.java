package example;

import io.trenchbot.queue.IdleStrategy;
import io.trenchbot.queue.OverflowPolicy;
import io.trenchbot.queue.QueueStats;
import io.trenchbot.queue.TransactionQueue;

/** Hands a million elements from one thread to another and says how it went. */
public final class QueueExample {
    private QueueExample() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        // snippet
        TransactionQueue<Long> queue = TransactionQueue.<Long>builder(4_096)
                .overflow(OverflowPolicy.BLOCK) // or REJECT (the default), or DROP_OLDEST
                .build();
        new Thread(() -> {
            try (queue) { // close() ends the consumer's side once all is popped
                for (long i = 0; i < 1_000_000; i++) {
                    queue.push(i);
                }
            }
        }).start();
        IdleStrategy idle = IdleStrategy.backoff();
        while (!queue.isDone()) {
            idle.idle(queue.drain(element -> {}, 256));
        }
        QueueStats stats = queue.stats();
        System.out.printf("popped %d, rejected %d, residence p99 %d ns of %d samples%n",
                stats.poppedCount(), stats.rejectedCount(), stats.residenceP99Ns(), stats.sampleCount());
        // end snippet
    }
}
