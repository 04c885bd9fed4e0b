package io.trenchbot.pool;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * Name resolution that cannot hold a caller: a resolver may block for many seconds and cannot be interrupted, so it runs
 * on a thread of its own, callers wait for it no longer than for a connect, and an answer that was good once is used
 * while it is renewed in the background.
 */
final class NodeDns implements Dns {
    /** How long an answer is taken without asking again. */
    static final long FRESH_NS = 30_000_000_000L;

    private record Answer(List<InetAddress> addresses, long atNs) {}

    private final Dns resolver;
    private final ExecutorService executor;
    private final LongSupplier nanoClock;
    private final long waitNs;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, FutureTask<List<InetAddress>>> running = new ConcurrentHashMap<>();

    NodeDns(Dns resolver, ExecutorService executor, LongSupplier nanoClock, long waitNs) {
        this.resolver = resolver;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.waitNs = waitNs;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Answer answer = answers.get(host);
        if (answer == null) {
            return await(host, resolve(host));
        }
        if (nanoClock.getAsLong() - answer.atNs > FRESH_NS) {
            renew(host);
        }
        return answer.addresses;
    }

    /** A connect to the known addresses failed: they may have changed. */
    void distrust(String host) {
        if (answers.containsKey(host)) {
            renew(host);
        }
    }

    private void renew(String host) {
        // Nobody waits for it: the old answer serves until the new one is there.
        var unused = resolve(host);
    }

    /** Starts a resolution unless one is running. */
    private FutureTask<List<InetAddress>> resolve(String host) {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> {
            try {
                List<InetAddress> addresses = List.copyOf(resolver.lookup(host));
                answers.put(host, new Answer(addresses, nanoClock.getAsLong()));
                return addresses;
            } finally {
                running.remove(host);
            }
        });
        FutureTask<List<InetAddress>> other = running.putIfAbsent(host, task);
        if (other != null) {
            return other;
        }
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The pool is closing.
            running.remove(host);
            task.cancel(false);
        }
        return task;
    }

    private List<InetAddress> await(String host, FutureTask<List<InetAddress>> task) throws UnknownHostException {
        try {
            return task.get(waitNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(host, "interrupted", e);
        } catch (TimeoutException e) {
            throw failed(host, "no answer within " + waitNs / 1_000_000 + " ms", e);
        } catch (ExecutionException | CancellationException e) {
            throw failed(host, "unknown host", e);
        }
    }

    private static UnknownHostException failed(String host, String why, Exception cause) {
        UnknownHostException failure = new UnknownHostException(host + ": " + why);
        failure.initCause(cause);
        return failure;
    }
}
