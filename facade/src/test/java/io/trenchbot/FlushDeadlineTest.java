package io.trenchbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.queue.EntryRing;
import io.trenchbot.sigverify.Engine;
import io.trenchbot.sigverify.SignatureVerifier;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trickle waits for company, but never longer than its deadline; the clock is the test's. */
class FlushDeadlineTest {
    private static final int LANES = 8;
    private static final long DEADLINE_NS = 50_000;
    private static final LongConsumer NOWHERE = ns -> {};

    private long nowNs = 1_000;
    private int lanes = LANES;
    private final SignatureVerifier verifier = SignatureVerifier.create(Engine.SCALAR);
    private final EntryRing<Entry> ring = EntryRing.builder(64, Entry::new).build();
    private final TransactionExecutor executor = new TransactionExecutor(null, verifier, () -> nowNs, NOWHERE);
    private final Pipeline pipeline = pipeline(DEADLINE_NS);

    private Pipeline pipeline(long deadlineNs) {
        return new Pipeline(
                ring,
                verifier,
                null,
                List.of(),
                new Strategy() {},
                executor,
                new StageLatencies(NOWHERE, NOWHERE, NOWHERE, NOWHERE),
                new FlushDeadline(deadlineNs, () -> lanes, () -> nowNs),
                () -> nowNs);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private void arrive(int count) {
        for (int i = 0; i < count; i++) {
            Entry entry = ring.claim();
            assertThat(entry).isNotNull();
            entry.wireBytes = 1; // malformed: handed on at once, and counted
            ring.publish();
        }
    }

    private long delivered() {
        return pipeline.delivered.value();
    }

    @Test
    void aPartialBatchWaitsForItsDeadlineAndNotLonger() {
        arrive(2);
        assertThat(pipeline.poll()).as("waiting is not idling").isEqualTo(2);
        nowNs += DEADLINE_NS - 1;
        arrive(1);
        assertThat(pipeline.poll()).isEqualTo(3);
        assertThat(delivered()).isZero();
        nowNs += 1;
        assertThat(pipeline.poll()).isEqualTo(3);
        assertThat(delivered()).isEqualTo(3);
    }

    @Test
    void theNextPartialBatchHasADeadlineOfItsOwn() {
        arrive(1);
        pipeline.poll();
        nowNs += DEADLINE_NS;
        pipeline.poll();
        nowNs += 10 * DEADLINE_NS;
        assertThat(pipeline.poll()).as("idle").isZero();
        arrive(1);
        pipeline.poll();
        nowNs += DEADLINE_NS - 1;
        pipeline.poll();
        assertThat(delivered()).isEqualTo(1);
        nowNs += 1;
        pipeline.poll();
        assertThat(delivered()).isEqualTo(2);
    }

    @Test
    void asManyAsThereAreLanesWaitForNobody() {
        arrive(LANES - 1);
        pipeline.poll();
        assertThat(delivered()).isZero();
        arrive(1);
        pipeline.poll();
        assertThat(delivered()).isEqualTo(LANES);
        arrive(1);
        pipeline.poll();
        nowNs += DEADLINE_NS - 1;
        pipeline.poll();
        assertThat(delivered()).as("its wait began after the full batch").isEqualTo(LANES);
    }

    @Test
    void withoutLanesADeadlineOrAnOpenRingNothingWaits() {
        lanes = 1;
        arrive(1);
        pipeline.poll();
        assertThat(delivered()).isEqualTo(1);
        lanes = LANES;
        arrive(1);
        Pipeline atOnce = pipeline(0);
        atOnce.poll();
        assertThat(atOnce.delivered.value()).isEqualTo(1);
        arrive(1);
        pipeline.poll();
        ring.close();
        pipeline.poll();
        assertThat(delivered()).isEqualTo(2);
    }

    @Test
    void aDeadlineOutOfRangeIsRefusedWithTheNumber() {
        for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofMillis(11))) {
            assertThatThrownBy(() -> TrenchBot.builder().flushDeadline(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.toString());
        }
    }

    @Test
    @SuppressWarnings("try") // closing early delivers what was offered
    void aBotWithADeadlineDeliversATrickle() {
        try (TrenchBot bot = TrenchBot.builder()
                .warmUp(Duration.ZERO)
                .verifier(SignatureVerifier.create())
                .flushDeadline(Duration.ofNanos(200_000))
                .build()
                .start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(bot.offer(new byte[] {0, 1, 2}, 0, 3, i)).isTrue();
            }
            bot.close();
            assertThat(bot.stats().transactionsMalformed()).isEqualTo(20);
        }
    }
}
