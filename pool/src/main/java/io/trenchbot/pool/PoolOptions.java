package io.trenchbot.pool;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * How a pool treats its nodes, whichever they are: times, budgets, limits, security, clocks and observers; the defaults
 * stand here.
 *
 * @param <B> the builder that these are settings of
 */
abstract sealed class PoolOptions<B> permits SolanaConnectionPool.Builder {
    private Duration attemptTimeout = Duration.ofSeconds(1);
    private Duration callTimeout = Duration.ofSeconds(5);
    private @Nullable Duration connectTimeout;
    private Duration pingInterval = Duration.ofSeconds(2);
    private int attemptsMax = 3;
    private double retryShare = 0.2;
    private double retriesPerSecond = 10;
    private double hedgeQuantile = 0.95;
    private Duration hedgeFloor = Duration.ofMillis(2);
    private double hedgeShare = 0.05;
    private Duration latencyDecay = Duration.ofSeconds(10);
    private int slotLagMax = 8;
    private int slotLagHardMax = 150;
    private Duration probeInterval = Duration.ofSeconds(2);
    private int responseBytesMax = 64 << 20;
    private boolean http2 = true;
    private PoolSettings.@Nullable Tls tls;
    private Dns dns = Dns.SYSTEM;
    private LongSupplier nanoClock = System::nanoTime;
    private LongSupplier wallClockMs = System::currentTimeMillis;
    private @Nullable LongConsumer callLatencyNs;
    private @Nullable LongConsumer sendLatencyNs;
    private @Nullable PoolListener listener;

    /** This builder, as what it is. */
    abstract B self();

    /**
     * Sets the time of one request to one node; scans such as getProgramAccounts may use the whole call timeout.
     *
     * @param value 1 s by default
     * @return this builder
     */
    public B attemptTimeout(Duration value) {
        attemptTimeout = PoolSettings.positive(value);
        return self();
    }

    /**
     * Sets the time of a call with all its attempts, where the request sets none.
     *
     * @param value 5 s by default
     * @return this builder
     */
    public B callTimeout(Duration value) {
        callTimeout = PoolSettings.positive(value);
        return self();
    }

    /**
     * Sets the time to connect, and to resolve a name.
     *
     * @param value 500 ms by default, or the attempt timeout if that is shorter
     * @return this builder
     */
    public B connectTimeout(Duration value) {
        connectTimeout = PoolSettings.positive(value);
        return self();
    }

    /**
     * Sets how often idle HTTP/2 connections are pinged; a dead one is found within two intervals.
     *
     * @param value 2 s by default; zero: never
     * @return this builder
     */
    public B pingInterval(Duration value) {
        pingInterval = value;
        return self();
    }

    /**
     * Sets how often a call may try; with more nodes than that, each may be tried once.
     *
     * @param value at least 1; 3 by default
     * @return this builder
     */
    public B attemptsMax(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("attemptsMax " + value + " is not above 0");
        }
        attemptsMax = value;
        return self();
    }

    /**
     * Sets the budget of repeats over all calls, so that an outage is not made worse by them.
     *
     * @param share repeats per call, 0.2 by default
     * @param perSecond repeats a second beyond that, 10 by default
     * @return this builder
     */
    public B retryBudget(double share, double perSecond) {
        retryShare = share;
        retriesPerSecond = perSecond;
        return self();
    }

    /**
     * Sets when a cheap read that is slow is asked of a second node as well.
     *
     * @param quantile of the latencies of its kind after which it is slow, 0.95 by default
     * @param floor earliest time, 2 ms by default
     * @param share extra requests per call at most, 0.05 by default; 0: no hedging
     * @return this builder
     */
    public B hedge(double quantile, Duration floor, double share) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("hedge quantile " + quantile + " is not between 0 and 1");
        }
        hedgeQuantile = quantile;
        hedgeFloor = floor;
        hedgeShare = share;
        return self();
    }

    /**
     * Sets how fast old latencies are forgotten.
     *
     * @param value time constant; 10 s by default
     * @return this builder
     */
    public B latencyDecay(Duration value) {
        latencyDecay = PoolSettings.positive(value);
        return self();
    }

    /**
     * Sets how far behind a node may be.
     *
     * @param soft slots beyond which it serves no reads of the head; 8 by default
     * @param hard slots beyond which it serves nothing; 150 by default
     * @return this builder
     */
    public B slotLagMax(int soft, int hard) {
        if (soft < 1) {
            throw new IllegalArgumentException("slot lag " + soft + " is not above 0");
        }
        slotLagMax = soft;
        slotLagHardMax = hard;
        return self();
    }

    /**
     * Sets how often a node is asked for health and slot while calls do not tell.
     *
     * @param value 2 s by default
     * @return this builder
     */
    public B probeInterval(Duration value) {
        probeInterval = PoolSettings.positive(value);
        return self();
    }

    /**
     * Sets the largest reply that is read, after decompression.
     *
     * @param bytes 64 MiB by default
     * @return this builder
     */
    public B responseBytesMax(int bytes) {
        if (bytes < 1024) {
            throw new IllegalArgumentException("responseBytesMax " + bytes + " is below 1024");
        }
        responseBytesMax = bytes;
        return self();
    }

    /**
     * Allows HTTP/2 where a node offers it. It costs some 70 µs a call and buys one warm connection for all calls
     * and a cheap way to end a slow attempt.
     *
     * @param value true by default; false: HTTP/1.1 only
     * @return this builder
     */
    public B http2(boolean value) {
        http2 = value;
        return self();
    }

    /**
     * Sets whom to trust for TLS, and client certificates, instead of the platform's defaults.
     *
     * @param context made with the trust manager
     * @param trust decides about certificates
     * @return this builder
     */
    public B tls(SSLContext context, X509TrustManager trust) {
        tls = new PoolSettings.Tls(context, trust);
        return self();
    }

    /**
     * Sets the clock of all states, limits and timers.
     *
     * @param value monotonic nanoseconds; {@code System::nanoTime} by default
     * @return this builder
     */
    public B nanoClock(LongSupplier value) {
        nanoClock = value;
        return self();
    }

    /**
     * Sets who is handed the latency of every call, in nanoseconds.
     *
     * @param consumer called on the thread that ends the call; must not block
     * @return this builder
     */
    public B onCallLatencyNs(LongConsumer consumer) {
        callLatencyNs = consumer;
        return self();
    }

    /**
     * Sets who is handed the time from {@code submit} to the first acceptance by a node, in nanoseconds.
     *
     * @param consumer called on a thread of the pool; must not block
     * @return this builder
     */
    public B onSendLatencyNs(LongConsumer consumer) {
        sendLatencyNs = consumer;
        return self();
    }

    /**
     * Sets who is told what happens.
     *
     * @param value the listener
     * @return this builder
     */
    public B listener(PoolListener value) {
        listener = value;
        return self();
    }

    /** For tests: the clock that dates in a Retry-After header are held against. */
    B wallClockMs(LongSupplier value) {
        wallClockMs = value;
        return self();
    }

    /** For tests of name resolution. */
    B dns(Dns value) {
        dns = value;
        return self();
    }

    /** The settings with what names the pool; checks them against each other. */
    PoolSettings settings(String name, @Nullable String genesisHash) {
        Duration half = Duration.ofMillis(500);
        Duration connect =
                connectTimeout != null ? connectTimeout : attemptTimeout.compareTo(half) < 0 ? attemptTimeout : half;
        return new PoolSettings(
                name,
                genesisHash,
                attemptTimeout.toNanos(),
                callTimeout.toNanos(),
                connect.toNanos(),
                pingInterval.toNanos(),
                attemptsMax,
                retryShare,
                retriesPerSecond,
                hedgeShare > 0,
                hedgeQuantile,
                hedgeFloor.toNanos(),
                hedgeShare,
                latencyDecay.toNanos(),
                slotLagMax,
                slotLagHardMax,
                probeInterval.toNanos(),
                responseBytesMax,
                http2,
                tls,
                dns,
                nanoClock,
                wallClockMs,
                callLatencyNs,
                sendLatencyNs,
                listener);
    }
}
