package io.trenchbot.examples;

import io.trenchbot.Analysis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the analyzer remembers of one token since its launch, and the two patterns that it knows. */
final class TokenHistory {
    private static final double LAMPORTS_PER_SOL = 1e9;
    /** A maker who takes half of the liquidity back has left; smaller steps happen on honest tokens. */
    private static final double PULLED_SHARE = 0.5;

    private static final int BUYERS_MAX = 10_000;

    private final String mint;
    private final String maker;
    private final long launchSlot;
    private final Set<String> buyers = new HashSet<>();
    private long buyLamports;
    private double poolLamports;
    private double makerShares;
    private double removedShares;
    private long mintedTokens;
    private boolean reported;

    TokenHistory(String mint, String maker, long launchSlot) {
        this.mint = mint;
        this.maker = maker;
        this.launchSlot = launchSlot;
    }

    void poolCreated(String user, long tokens, long lamports) {
        poolLamports = lamports;
        if (user.equals(maker)) {
            // The AMM gives the geometric mean of the two sides as first shares.
            makerShares = Math.sqrt((double) tokens * lamports);
        }
    }

    void liquidityAdded(String user, long lamports) {
        if (user.equals(maker) && poolLamports > 0) {
            makerShares += makerShares * lamports / poolLamports;
        }
        poolLamports += lamports;
    }

    void bought(String user, long lamports) {
        if (!user.equals(maker)) {
            if (buyers.size() < BUYERS_MAX) {
                buyers.add(user);
            }
            buyLamports += lamports;
        }
        poolLamports += lamports;
    }

    Analysis liquidityRemoved(String user, long shares, long slot) {
        if (!user.equals(maker) || makerShares == 0) {
            return Analysis.NOTHING;
        }
        removedShares += shares;
        double share = Math.min(1, removedShares / makerShares);
        if (share < PULLED_SHARE || buyers.isEmpty()) {
            return Analysis.NOTHING;
        }
        return report(
                "rug-pull",
                share,
                String.format(Locale.ROOT, "its maker took %.0f %% of the liquidity in slot %d", share * 100, slot));
    }

    Analysis minted(String authority, long tokens, long slot) {
        if (authority.equals(maker) && !buyers.isEmpty()) {
            mintedTokens += tokens;
        }
        return Analysis.NOTHING;
    }

    Analysis sold(String user, long tokens, long slot) {
        if (!user.equals(maker) || mintedTokens == 0) {
            return Analysis.NOTHING;
        }
        return report(
                "mint-and-dump",
                1,
                "its maker made " + mintedTokens + " new tokens after the first buys and sold " + tokens + " in slot "
                        + slot);
    }

    private Analysis report(String code, double score, String act) {
        if (reported) {
            return Analysis.NOTHING;
        }
        reported = true;
        List<String> reasons = new ArrayList<>();
        reasons.add("launched in slot " + launchSlot);
        reasons.add(String.format(
                Locale.ROOT, "%d others bought for %.3f SOL", buyers.size(), buyLamports / LAMPORTS_PER_SOL));
        reasons.add(act);
        return new Analysis(code, mint, score, reasons);
    }
}
