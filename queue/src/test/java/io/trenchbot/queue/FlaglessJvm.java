package io.trenchbot.queue;

/** A program of all the queues; run in a JVM of its own by {@link FlaglessJvmTest}. */
final class FlaglessJvm {
    private FlaglessJvm() {}

    public static void main(String[] args) throws Exception {
        long popped = 0;
        for (TransactionQueueTest.Shape shape : TransactionQueueTest.Shape.values()) {
            TransactionQueue<Integer> queue =
                    shape.builder(1 << 17).sampling(Sampling.EVERY).build();
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 100_000; i++) {
                    queue.push(i);
                }
                queue.close();
            });
            producer.start();
            while (!queue.isDone()) {
                popped += queue.drain(element -> {}, 256);
            }
            producer.join();
        }
        EntryRing<byte[]> ring = EntryRing.builder(64, () -> new byte[1232]).build();
        ring.claim();
        ring.publish();
        popped += ring.drain(bytes -> {}, 64);
        System.out.println("popped " + popped);
    }
}
