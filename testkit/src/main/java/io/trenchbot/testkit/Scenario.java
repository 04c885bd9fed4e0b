package io.trenchbot.testkit;

import java.util.List;

/**
 * What a scripted story on the generated chain really did, so that what a bot found can be compared with the truth.
 *
 * <p>Threading: immutable.
 *
 * @param kind which story
 * @param mint the launched token's mint, base58
 * @param pool its pool, base58
 * @param deployer who launched it, base58
 * @param steps what happened, in order
 */
public record Scenario(Kind kind, String mint, String pool, String deployer, List<Step> steps) {
    /** The stories. */
    public enum Kind {
        /** Launch, liquidity added, buys, nearly all liquidity pulled by the deployer, who then dumps the tokens; buyers cannot sell. */
        RUG_PULL,
        /** Launch with the mint authority kept, liquidity, buys; the deployer mints a multiple of the supply and sells it into the pool. */
        MINT_AND_DUMP,
        /** The negative control: launch with the mint authority given up, liquidity that stays, buys and sells. */
        HONEST_LAUNCH
    }

    /**
     * When a story begins.
     *
     * @param kind which one
     * @param startSlots how many slots after the start of the chain's traffic
     */
    public record Plan(Kind kind, int startSlots) {}

    /**
     * A transaction of a story.
     *
     * @param name {@code launch}, {@code createPool}, {@code addLiquidity}, {@code buy}, {@code sell}, {@code mint}, {@code removeLiquidity} or
     *     {@code dump}
     * @param slot the slot that it landed in
     * @param signature its signature, base58
     * @param succeeded whether it went without error
     */
    public record Step(String name, long slot, String signature, boolean succeeded) {}

    /**
     * The steps with a name.
     *
     * @param name a step's name
     * @return those steps in order
     */
    public List<Step> steps(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).toList();
    }
}
