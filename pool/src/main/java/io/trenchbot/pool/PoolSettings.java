package io.trenchbot.pool;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/** What a pool was built with; the defaults stand in {@link PoolOptions}. */
record PoolSettings(
        String name,
        @Nullable String genesisHash,
        long attemptTimeoutNs,
        long callTimeoutNs,
        long connectTimeoutNs,
        long pingIntervalNs,
        int attemptsMax,
        double retryShare,
        double retriesPerSecond,
        boolean hedging,
        double hedgeQuantile,
        long hedgeFloorNs,
        double hedgeShare,
        long latencyDecayNs,
        int slotLagMax,
        int slotLagHardMax,
        long probeIntervalNs,
        int responseBytesMax,
        boolean http2,
        @Nullable Tls tls,
        Dns dns,
        LongSupplier nanoClock,
        LongSupplier wallClockMs,
        @Nullable LongConsumer callLatencyNs,
        @Nullable LongConsumer sendLatencyNs,
        @Nullable PoolListener listener) {

    /** Trust of the caller's own instead of the platform's. */
    record Tls(SSLContext context, X509TrustManager trust) {}

    /** Checks values against each other; the message names both. */
    PoolSettings {
        require(attemptTimeoutNs <= callTimeoutNs, "attempt timeout", attemptTimeoutNs, "call timeout", callTimeoutNs);
        require(
                connectTimeoutNs <= attemptTimeoutNs,
                "connect timeout",
                connectTimeoutNs,
                "attempt timeout",
                attemptTimeoutNs);
        if (slotLagMax > slotLagHardMax) {
            throw new IllegalArgumentException("slot lag " + slotLagMax + " is above its hard limit " + slotLagHardMax);
        }
    }

    static Duration positive(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("duration " + value + " is not above 0");
        }
        return value;
    }

    private static void require(boolean holds, String smaller, long smallerNs, String larger, long largerNs) {
        if (!holds) {
            throw new IllegalArgumentException(smaller + " " + Duration.ofNanos(smallerNs) + " is longer than " + larger
                    + " " + Duration.ofNanos(largerNs));
        }
    }
}
