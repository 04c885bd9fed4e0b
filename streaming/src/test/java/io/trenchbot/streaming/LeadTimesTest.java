package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeadTimesTest {
    @Test
    void percentilesAreWithinAQuarterBelow() {
        Random random = new Random(4);
        LeadTimes leads = new LeadTimes();
        assertThat(leads.percentileNs(0.5)).isEqualTo(-1);
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 43);
            leads.record(values[i]);
        }
        Arrays.sort(values);
        for (double share : new double[] {0.0001, 0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(leads.percentileNs(share)).isBetween(exact - exact / 4, exact);
        }
        assertThat(leads.count()).isEqualTo(10_000);
    }

    @Test
    void smallAndNegativeLeadsAreExact() {
        for (long ns = 0; ns < 8; ns++) {
            LeadTimes leads = new LeadTimes();
            leads.record(ns);
            assertThat(leads.percentileNs(0.5)).isEqualTo(ns);
        }
        LeadTimes leads = new LeadTimes();
        leads.record(-5);
        leads.record(Long.MAX_VALUE);
        assertThat(leads.percentileNs(0.5)).isZero();
        assertThat(leads.percentileNs(1)).isGreaterThan(Long.MAX_VALUE / 5 * 4);
    }

    @Test
    void theStatsTellByHowMuchAnEndpointWasFirst() throws Exception {
        AtomicLong clock = new AtomicLong(1);
        AtomicInteger delivered = new AtomicInteger();
        try (ScriptServer fast = new ScriptServer();
                ScriptServer slow = new ScriptServer();
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(fast.url())
                        .endpoint(slow.url())
                        .nanoClock(clock::get)
                        .subscribe(Subscription.logs(e -> delivered.incrementAndGet()))
                        .build()
                        .start()) {
            fast.begin(5);
            slow.begin(5);
            Recorder.await(
                    "both live",
                    Feed.SOON,
                    () -> stream.stats().endpoints().stream().allMatch(e -> e.state() == StreamState.LIVE));
            for (int i = 0; i < 3; i++) {
                String logs =
                        "{\"context\":{\"slot\":7},\"value\":{\"signature\":\"" + i + "\",\"err\":null,\"logs\":[]}}";
                int count = i;
                fast.send("logs", logs);
                Recorder.await("the first", Feed.SOON, () -> delivered.get() == count + 1);
                clock.addAndGet(5_000_000);
                slow.send("logs", logs);
                Recorder.await("the repeat", Feed.SOON, () -> stream.stats().duplicateCount() == count + 1);
            }
            StreamStats.EndpointStats first = stream.stats().endpoints().get(0);
            assertThat(first.winCount()).isEqualTo(3);
            assertThat(first.leadCount()).isEqualTo(3);
            assertThat(first.leadP50Ns()).isBetween(3_750_000L, 5_000_000L);
            assertThat(first.leadP99Ns()).isBetween(3_750_000L, 5_000_000L);
            assertThat(stream.stats().endpoints().get(1).leadCount()).isZero();
            assertThat(stream.stats().endpoints().get(1).leadP50Ns()).isEqualTo(-1);
        }
    }

    @Test
    void whatHasNoSignatureIsDeliveredEveryTime() throws Exception {
        AtomicInteger delivered = new AtomicInteger();
        try (ScriptServer server = new ScriptServer();
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(server.url())
                        .stallTimeout(Duration.ofMinutes(5))
                        .subscribe(Subscription.logs(e -> delivered.incrementAndGet()))
                        .build()
                        .start()) {
            server.begin(5);
            Recorder.await("live", Feed.SOON, () -> stream.state() == StreamState.LIVE);
            for (int i = 0; i < 3; i++) {
                server.send("logs", "{\"context\":{\"slot\":7},\"value\":{\"err\":null,\"logs\":[\"" + i + "\"]}}");
            }
            Recorder.await("all three", Feed.SOON, () -> delivered.get() == 3);
            assertThat(stream.stats().duplicateCount()).isZero();
        }
    }
}
