package example;

import io.trenchbot.streaming.SolanaStream;
import io.trenchbot.streaming.Subscription;
import io.trenchbot.streaming.TransactionFilter;
import io.trenchbot.streaming.TransactionView;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** Prints ten transactions of a node: {@code java example.StreamingExample ws://localhost:8900}. */
public final class StreamingExample {
    private StreamingExample() {}

    public static void main(String[] args) throws InterruptedException {
        int wanted = 10;
        // snippet
        CountDownLatch missing = new CountDownLatch(wanted);
        byte[] wire = new byte[TransactionView.MAX_WIRE_BYTES];
        TransactionView view = new TransactionView();
        Subscription swaps = Subscription.transactions(TransactionFilter.all().withoutVotes(), transaction -> {
            int length = transaction.decodeWire(wire, 0);
            if (length > 0 && view.wrap(wire, 0, length) == TransactionView.Status.OK) {
                System.out.printf("slot %d, payer %s, %d instructions%n",
                        transaction.slot(), view.key(0), view.instructionCount());
                missing.countDown();
            }
        });
        try (SolanaStream stream = SolanaStream.builder()
                .endpoint(URI.create(args[0]))
                .subscribe(swaps)
                .build()
                .start()) {
            missing.await();
        }
        // end snippet
        System.out.println("received " + (wanted - missing.getCount()) + " transactions");
    }
}
