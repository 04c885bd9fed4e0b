package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class SmallPartsTest {

    @Test
    void base58IsTheNumberInBase58() {
        String alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(0, 80)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, Math.min(bytes.length, random.nextInt(3)), (byte) 0);
            StringBuilder expected = new StringBuilder();
            for (BigInteger n = new BigInteger(1, bytes); n.signum() > 0; n = n.divide(BigInteger.valueOf(58))) {
                expected.append(alphabet.charAt(n.mod(BigInteger.valueOf(58)).intValue()));
            }
            for (int z = 0; z < bytes.length && bytes[z] == 0; z++) {
                expected.append('1');
            }
            String text = Base58.encode(bytes, 0, bytes.length);
            assertThat(text).isEqualTo(expected.reverse().toString());
            assertThat(Base58.decode(text)).isEqualTo(bytes);
        }
        assertThatThrownBy(() -> Base58.decode("0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retryAfterInSecondsAsDateOrNotAtAll() {
        LongSupplier nowMs = () -> 784_111_777_000L; // Sun, 06 Nov 1994 08:49:37 GMT
        assertThat(RetryAfter.parseNs("3", nowMs)).isEqualTo(3_000_000_000L);
        assertThat(RetryAfter.parseNs("0.5", nowMs)).isEqualTo(500_000_000L);
        assertThat(RetryAfter.parseNs("Sun, 06 Nov 1994 08:49:47 GMT", nowMs)).isEqualTo(10_000_000_000L);
        assertThat(RetryAfter.parseNs("Sun, 06 Nov 1994 08:49:07 GMT", nowMs)).isZero();
        assertThat(RetryAfter.parseNs("Sun, 06 Nov 9994 08:49:07 GMT", nowMs)).isEqualTo(RateLimit.RETRY_AFTER_MAX_NS);
        for (String nothing : new String[] {null, "", "soon", "-4", "NaN"}) {
            assertThat(RetryAfter.parseNs(nothing, nowMs)).isNegative();
        }
        assertThat(RetryAfter.parseNs("1e300", nowMs)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void quantilesAreWithinABucketOfTheSortedSamples() {
        LatencyWindow window = new LatencyWindow(0.95);
        SplittableRandom random = new SplittableRandom(3);
        long[] samples = new long[5000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (long) Math.exp(random.nextDouble(7, 24));
            window.record(samples[i]);
        }
        window.tick(1);
        Arrays.sort(samples);
        assertThat((double) window.quantileNs()).isBetween(samples[4749] * 0.99, samples[4749] * 1.08 + 1100);
        assertThat((double) window.medianNs()).isBetween(samples[2499] * 0.99, samples[2499] * 1.08 + 1100);
        assertThat(window.sampleCount()).isEqualTo(5000);
    }

    @Test
    void samplesLeaveTheWindow() {
        LatencyWindow window = new LatencyWindow(0.95);
        window.tick(0);
        window.record(1000);
        window.tick(4_000_000_000L);
        assertThat(window.sampleCount()).isEqualTo(1);
        window.tick(5_000_000_000L);
        assertThat(window.sampleCount()).isEqualTo(1);
        window.tick(10_000_000_000L);
        assertThat(window.sampleCount()).isZero();
    }

    @Test
    void aBusyWindowForgetsWithinSeconds() {
        LatencyWindow window = new LatencyWindow(0.95);
        window.tick(0);
        for (int i = 0; i < 1000; i++) {
            window.record(50_000_000);
        }
        window.tick(1_000_000_000L);
        assertThat(window.quantileNs()).isGreaterThan(49_000_000);
        for (int i = 0; i < 1000; i++) {
            window.record(1_000_000);
        }
        window.tick(1_900_000_000L);
        assertThat(window.quantileNs()).isGreaterThan(49_000_000);
        window.tick(2_000_000_000L);
        assertThat(window.quantileNs()).isLessThan(1_200_000);
    }

    @Test
    void aBusyNodeOutlivesALatencyPeak() {
        NodeLoad load = new NodeLoad(10_000_000_000L);
        load.observe(1_000_000_000L, 50e6f);
        for (int i = 0; i < 100; i++) {
            load.observe(1_000_000_000L + i * 1_000_000L, 1e6f);
        }
        assertThat(load.latencyNs(1_100_000_000L)).isBetween(1e6f, 2e6f);
    }

    @Test
    void theLoadFollowsPeaksAtOnceAndForgetsThemInTime() {
        long s = 1_000_000_000L;
        NodeLoad load = new NodeLoad(10 * s);
        long nowNs = 100 * s;
        assertThat(load.costNs(nowNs)).isZero();
        load.observe(nowNs, 1e6f);
        load.observe(nowNs + 1000, 50e6f);
        assertThat(load.latencyNs(nowNs + 1000)).isEqualTo(50e6f);
        load.observe(nowNs + s, 1e6f);
        assertThat(load.latencyNs(nowNs + s)).isBetween(45e6f, 50e6f);
        assertThat(load.latencyNs(nowNs + 100 * s)).isLessThan(1e6f);
        load.observeAtLeast(nowNs + s, 1e6f);
        assertThat(load.latencyNs(nowNs + s)).isBetween(45e6f, 50e6f);
        load.observeAtLeast(nowNs + s, 80e6f);
        assertThat(load.latencyNs(nowNs + s)).isEqualTo(80e6f);
    }

    @Test
    void costGrowsWithCallsInFlight() {
        NodeLoad load = new NodeLoad(Duration.ofSeconds(10).toNanos());
        load.start();
        assertThat(load.costNs(1)).isGreaterThan(1e9f);
        load.observe(1, 1e6f);
        float one = load.costNs(1);
        load.start();
        assertThat(load.costNs(1)).isBetween(one * 1.4f, one * 1.6f);
        load.end();
        load.end();
        assertThat(load.inFlight()).isZero();
    }

    @Test
    void secretsOfAUrlAreNotShown() {
        RpcNode node = RpcNode.builder(
                        "n",
                        "https://user:hunter22@rpc.example.com/v2/AbCdEf0123456789?api-key=0f9e8d7c-1234&x=longvalue")
                .header("x-token", "tokentokentoken")
                .build();
        assertThat(node.toString()).isEqualTo("n (PRIMARY, https://rpc.example.com:443)");
        String page =
                "no route for /v2/AbCdEf0123456789?api-key=0f9e8d7c-1234 of user:hunter22, tokentokentoken, longvalue";
        assertThat(node.redact(page))
                .doesNotContain("AbCdEf", "0f9e8d7c", "hunter22", "tokentoken", "longvalue")
                .contains("no route for");
        assertThatThrownBy(() -> RpcNode.of("https://rpc.example.com/?api-key=se cret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("cret");
        assertThatThrownBy(() -> RpcNode.of("wss://rpc.example.com/?api-key=secret"))
                .hasMessageContaining("wss")
                .hasMessageNotContaining("secret");
    }

    @Test
    void minContextSlotGoesIntoTheConfigurationObject() {
        assertThat(RpcRequest.of("getSlot").withMinContextSlot(5).paramsJson()).isEqualTo("[{\"minContextSlot\":5}]");
        assertThat(RpcRequest.of("getBalance", "[\"a\"]").withMinContextSlot(5).paramsJson())
                .isEqualTo("[\"a\",{\"minContextSlot\":5}]");
        assertThat(RpcRequest.of("getBalance", "[\"a\", {\"commitment\":\"processed\"} ]")
                        .withMinContextSlot(5)
                        .paramsJson())
                .isEqualTo("[\"a\", {\"commitment\":\"processed\",\"minContextSlot\":5}]");
        assertThat(RpcRequest.of("getBalance", "[\"a\",{}]")
                        .withMinContextSlot(5)
                        .paramsJson())
                .isEqualTo("[\"a\",{\"minContextSlot\":5}]");
        assertThat(RpcRequest.of("getBlock", "[1]").withMinContextSlot(5).paramsJson())
                .isEqualTo("[1]");
    }

    @Test
    void parametersMustBeOneJsonArray() {
        for (String bad : new String[] {"", "{}", "[", "[1]]", "[1] x", "[\"]", "[{\"commitment\":\"max\"}]"}) {
            assertThatThrownBy(() -> RpcRequest.of("getSlot", bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> RpcRequest.of("a\",\"b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> SolanaConnectionPool.builder()
                        .attemptTimeout(Duration.ofSeconds(9))
                        .build())
                .hasMessageContaining("PT9S")
                .hasMessageContaining("PT5S");
    }

    @Test
    void whatCannotBeASignedTransactionIsNotSubmitted() {
        byte[] unsigned = new byte[200];
        unsigned[0] = 1;
        for (byte[] wire : new byte[][] {{}, {1}, {0, 1, 2}, new byte[1233], unsigned, {5, 1, 1}}) {
            assertThatThrownBy(() -> Submitter.signatureOf(wire, 0, wire.length))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
