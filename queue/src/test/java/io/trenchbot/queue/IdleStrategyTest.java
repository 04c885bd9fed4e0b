package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleStrategyTest {
    @Test
    void backoffSpinsThenYieldsThenParksTwiceAsLongUpToAMillisecond() {
        List<Long> parksNs = new ArrayList<>();
        BackoffIdle idle = new BackoffIdle(parksNs::add);
        for (int i = 0; i < BackoffIdle.SPINS + BackoffIdle.YIELDS; i++) {
            idle.idle();
        }
        assertThat(parksNs).isEmpty();
        for (int i = 0; i < 13; i++) {
            idle.idle(0);
        }
        assertThat(parksNs)
                .containsExactly(
                        1_000L,
                        2_000L,
                        4_000L,
                        8_000L,
                        16_000L,
                        32_000L,
                        64_000L,
                        128_000L,
                        256_000L,
                        512_000L,
                        1_000_000L,
                        1_000_000L,
                        1_000_000L);
        idle.idle(1);
        idle.idle(-1);
        assertThat(parksNs).as("work starts it anew").hasSize(13);
    }

    @Test
    void theOthersComeBackAtOnce() {
        for (IdleStrategy idle : List.of(IdleStrategy.busySpin(), IdleStrategy.yielding(), IdleStrategy.backoff())) {
            for (int i = 0; i < 1_000; i++) {
                idle.idle(i % 10);
            }
            idle.reset();
        }
    }
}
