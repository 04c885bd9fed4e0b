package io.trenchbot.pool;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How calls of a method may be repeated and hedged. */
enum MethodClass {
    /** Reads of the newest state: repeated and hedged freely, only on nodes near the head. */
    HEAD_READ(true, true, Integer.MAX_VALUE),
    /** Reads of the past: repeated; replies of megabytes make a hedge dear, so it is off unless asked for. */
    PINNED_READ(true, false, Integer.MAX_VALUE),
    /** Scans that load a node for seconds: one repeat. */
    HEAVY(true, false, 2),
    /** Dry runs: repeated, not hedged. */
    SIMULATE(true, false, Integer.MAX_VALUE),
    /** The same bytes execute at most once on chain, so a repeat is safe anywhere. */
    SUBMIT(true, false, Integer.MAX_VALUE),
    /** Side effects: repeated only on proof that nothing was executed. */
    NON_IDEMPOTENT(false, false, Integer.MAX_VALUE),
    /** Facts about one node: another node's answer would be wrong. */
    NODE_SCOPED(false, false, 1),
    /** Unknown name: treated like a side effect. */
    UNKNOWN(false, false, Integer.MAX_VALUE);

    private static final Map<String, MethodClass> BY_METHOD = byMethod();

    /** Methods whose last parameter takes {@code minContextSlot}. */
    private static final Set<String> TAKES_MIN_CONTEXT_SLOT = Set.of(
            "getAccountInfo",
            "getBalance",
            "getMultipleAccounts",
            "getProgramAccounts",
            "getTokenAccountsByOwner",
            "getTokenAccountsByDelegate",
            "getSignaturesForAddress",
            "getEpochInfo",
            "getBlockHeight",
            "getSlot",
            "getSlotLeader",
            "getTransactionCount",
            "getLatestBlockhash",
            "isBlockhashValid",
            "getFeeForMessage",
            "getInflationReward",
            "sendTransaction",
            "simulateTransaction");

    final boolean repeatable;
    final boolean hedged;
    final int attemptsMax;

    MethodClass(boolean repeatable, boolean hedged, int attemptsMax) {
        this.repeatable = repeatable;
        this.hedged = hedged;
        this.attemptsMax = attemptsMax;
    }

    static MethodClass of(String method) {
        return BY_METHOD.getOrDefault(method, UNKNOWN);
    }

    static boolean takesMinContextSlot(String method) {
        return TAKES_MIN_CONTEXT_SLOT.contains(method);
    }

    /** A batch may do only what every member may do. */
    static MethodClass strictest(MethodClass a, MethodClass b) {
        if (a == b) {
            return a;
        }
        for (MethodClass strict : new MethodClass[] {UNKNOWN, NON_IDEMPOTENT, NODE_SCOPED, SUBMIT, HEAVY, SIMULATE}) {
            if (a == strict || b == strict) {
                return strict;
            }
        }
        return PINNED_READ;
    }

    private static Map<String, MethodClass> byMethod() {
        return Stream.of(
                        entries(
                                HEAD_READ,
                                "getLatestBlockhash getAccountInfo getBalance getSlot getSignatureStatuses"
                                        + " getMultipleAccounts getBlockHeight getEpochInfo getSlotLeader"
                                        + " getTransactionCount isBlockhashValid getFeeForMessage"
                                        + " getRecentPrioritizationFees getTokenAccountBalance getTokenSupply"
                                        + " getMinimumBalanceForRentExemption getStakeMinimumDelegation"),
                        entries(
                                PINNED_READ,
                                "getBlock getBlocks getBlocksWithLimit getTransaction getBlockTime getBlockCommitment"
                                        + " getGenesisHash getEpochSchedule getInflationGovernor getInflationRate"
                                        + " getInflationReward getLeaderSchedule getSlotLeaders getClusterNodes"
                                        + " getRecentPerformanceSamples getBlockProduction"),
                        entries(
                                HEAVY,
                                "getProgramAccounts getSignaturesForAddress getTokenAccountsByOwner"
                                        + " getTokenAccountsByDelegate getTokenLargestAccounts getLargestAccounts"
                                        + " getSupply getVoteAccounts"),
                        entries(SIMULATE, "simulateTransaction"),
                        entries(SUBMIT, "sendTransaction"),
                        entries(NON_IDEMPOTENT, "requestAirdrop sendBundle"),
                        entries(
                                NODE_SCOPED,
                                "getHealth getVersion getIdentity getMaxShredInsertSlot getMaxRetransmitSlot"
                                        + " getHighestSnapshotSlot minimumLedgerSlot getFirstAvailableBlock"))
                .flatMap(entries -> entries)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Stream<Map.Entry<String, MethodClass>> entries(MethodClass methodClass, String methods) {
        return Stream.of(methods.split(" ", -1)).map(method -> Map.entry(method, methodClass));
    }
}
