package io.trenchbot.testkit;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that calls a chain, so that a block is built while the transactions of the one before it are being executed.
 *
 * <p>Threading: {@link #prepare} and {@link #take} by the clock thread, the others by any.
 */
final class ChainThread implements Pacer.Source, AutoCloseable {
    private final Chain chain;
    private final ExecutorService thread;
    private @Nullable CompletableFuture<Block> next;

    ChainThread(Chain chain) {
        this.chain = chain;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "trenchbot-testkit-chain");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void prepare() {
        if (next == null) {
            next = ask(Chain::next);
        }
    }

    @Override
    public Block take() {
        prepare();
        CompletableFuture<Block> taken = Objects.requireNonNull(next);
        next = null;
        return taken.join();
    }

    /** Asks the chain, on its thread as long as that runs; a closed ledger still tells what happened. */
    <T> CompletableFuture<T> ask(Function<Chain, T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> question.apply(chain), thread);
        } catch (RejectedExecutionException closed) {
            synchronized (this) {
                return CompletableFuture.completedFuture(question.apply(chain));
            }
        }
    }

    /** As {@link #ask}, without an answer. */
    void tell(Consumer<Chain> order) {
        CompletableFuture<Boolean> unused = ask(c -> {
            order.accept(c);
            return true;
        });
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            while (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                // a block is still being built; from here on questions are answered by whoever asks
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
