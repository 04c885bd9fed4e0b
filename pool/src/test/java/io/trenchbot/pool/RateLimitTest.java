package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MS = 1_000_000L;
    private static final long S = 1000 * MS;

    private long nowNs = 5 * S;

    @Test
    void withoutARateEverythingIsFree() {
        RateLimit limit = new RateLimit(0);
        for (int i = 0; i < 1000; i++) {
            limit.take(nowNs);
        }
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs);
    }

    @Test
    void aConfiguredRateIsKeptOverTimeAfterABurstOfOneSecond() {
        RateLimit limit = new RateLimit(50);
        int sent = 0;
        for (long end = nowNs + 10 * S; nowNs < end; nowNs += MS) {
            while (limit.freeAtNs(nowNs) <= nowNs) {
                limit.take(nowNs);
                sent++;
            }
        }
        assertThat(sent).isBetween(500, 551);
    }

    @Test
    void aRetryAfterIsKeptExactly() {
        RateLimit limit = new RateLimit(0);
        limit.onRefused(nowNs, 3 * S, 100);
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs + 3 * S);
        assertThat(limit.paused(nowNs + 3 * S - 1)).isTrue();
        assertThat(limit.paused(nowNs + 3 * S)).isFalse();
    }

    @Test
    void aShorterRetryAfterDoesNotCutALongerPause() {
        RateLimit limit = new RateLimit(0);
        limit.onRefused(nowNs, 3 * S, 100);
        limit.onRefused(nowNs, S, 100);
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs + 3 * S);
    }

    @Test
    void aHostileRetryAfterIsCut() {
        RateLimit limit = new RateLimit(0);
        limit.onRefused(nowNs, Long.MAX_VALUE, 100);
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs + 3600 * S);
    }

    @Test
    void refusalsWithoutATimePauseLongerAndLonger() {
        RateLimit limit = new RateLimit(0);
        long pauseNs = 250 * MS;
        for (int i = 0; i < 8; i++) {
            limit.onRefused(nowNs, -1, 0);
            limit.onRefused(nowNs, -1, 0); // In flight when the pause began: no news.
            assertThat(limit.freeAtNs(nowNs) - nowNs).isEqualTo(pauseNs);
            nowNs += pauseNs;
            pauseNs = Math.min(10 * S, 2 * pauseNs);
        }
    }

    @Test
    void afterARefusalTheRateIsHalfOfWhatWasSentAndGrowsAgain() {
        RateLimit limit = new RateLimit(0);
        limit.onRefused(nowNs, -1, 100);
        nowNs = limit.freeAtNs(nowNs);
        assertThat(sentIn(limit, 2 * S)).isBetween(95, 130);
        nowNs += 10 * S;
        assertThat(sentIn(limit, S)).isBetween(95, 125);
        nowNs += 20 * S;
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs);
        limit.take(nowNs);
        assertThat(limit.freeAtNs(nowNs)).isEqualTo(nowNs);
    }

    private int sentIn(RateLimit limit, long spanNs) {
        int sent = 0;
        for (long end = nowNs + spanNs; nowNs < end; nowNs += MS / 10) {
            if (limit.freeAtNs(nowNs) <= nowNs) {
                limit.take(nowNs);
                sent++;
            }
        }
        return sent;
    }
}
