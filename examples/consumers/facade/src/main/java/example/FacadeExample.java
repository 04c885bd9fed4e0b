package example;

import io.trenchbot.ReceivedTransaction;
import io.trenchbot.Strategy;
import io.trenchbot.TransactionExecutor;
import io.trenchbot.TrenchBot;
import io.trenchbot.buffer.TransactionBuffer;
import io.trenchbot.monitor.PerformanceMonitor;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.sigverify.SignatureVerifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A whole bot: {@code java example.FacadeExample ws://localhost:8900 http://localhost:8899 journal}. */
public final class FacadeExample {
    private FacadeExample() {}

    public static void main(String[] args) throws InterruptedException {
        // snippet
        CountDownLatch missing = new CountDownLatch(50);
        try (TrenchBot bot = TrenchBot.builder()
                .stream(URI.create(args[0]))
                .pool(SolanaConnectionPool.builder().primary(args[1]).build())
                .verifier(SignatureVerifier.create())
                .journal(TransactionBuffer.builder(Path.of(args[2])).open())
                .monitor(PerformanceMonitor.builder().build())
                .strategy(new Strategy() {
                    @Override
                    public void onTransaction(ReceivedTransaction transaction, TransactionExecutor executor) {
                        missing.countDown(); // decide here; executor.execute(wire) sends
                    }
                })
                .build()
                .start()) {
            missing.await();
            System.out.println("verified " + bot.stats().transactionsAccepted() + " transactions");
            System.out.print(bot.monitor().orElseThrow().report().toText());
        }
        // end snippet
    }
}
