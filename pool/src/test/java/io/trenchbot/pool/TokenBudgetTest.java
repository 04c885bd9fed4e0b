package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBudgetTest {
    private static final long MS = 1_000_000L;

    @Test
    void inALastingOutageExtraRequestsAreAFifthOfTheCallsPlusTenASecond() {
        TokenBudget budget = new TokenBudget(0.2, 10);
        long calls = 0;
        long extra = 0;
        for (long ms = 0; ms < 60_000; ms++) {
            calls++;
            while (budget.withdraw(ms * MS, calls)) {
                extra++;
            }
        }
        assertThat(extra).isBetween((long) (0.19 * calls), (long) (0.2 * calls + 10 * 70 + 10));
        assertThat(budget.refusedCount()).isPositive();
    }

    @Test
    void withoutAMinimumTheFirstCallsPayForTheFirstExtraRequest() {
        TokenBudget budget = new TokenBudget(0.05, 0);
        budget.tick(0, 0);
        assertThat(budget.withdraw(MS, 19)).isFalse();
        assertThat(budget.withdraw(MS, 20)).isTrue();
        assertThat(budget.withdraw(MS, 39)).isFalse();
        assertThat(budget.withdraw(MS, 40)).isTrue();
    }

    @Test
    void whatWasSavedLongAgoIsGone() {
        TokenBudget budget = new TokenBudget(0.1, 0);
        budget.tick(0, 0);
        for (int second = 1; second < 30; second++) {
            budget.tick(second * 1000 * MS, 1000);
        }
        assertThat(budget.withdraw(30_000 * MS, 1000)).isFalse();
    }
}
