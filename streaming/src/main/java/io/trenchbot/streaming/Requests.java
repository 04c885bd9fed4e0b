package io.trenchbot.streaming;

import java.util.List;
import java.util.stream.Collectors;

/** The JSON of what a stream asks of servers. Keys and signatures were checked to be base58, so nothing needs escaping. */
final class Requests {
    private static final String BLOCK_OPTIONS =
            ",\"encoding\":\"base64\",\"transactionDetails\":\"full\",\"maxSupportedTransactionVersion\":0";

    private Requests() {}

    static String request(long id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /** Params of the subscription's own method. */
    static String params(Subscription subscription, Commitment commitment) {
        String target = "\"" + subscription.target + "\"";
        String at = at(commitment);
        return switch (subscription.kind) {
            case TRANSACTIONS ->
                "[" + filter(subscription.filter) + ",{" + at + BLOCK_OPTIONS + ",\"showRewards\":false}]";
            case LOGS -> logs(subscription.target, commitment);
            case ACCOUNT -> "[" + target + ",{" + encoding(subscription) + at + "}]";
            case PROGRAM -> "[" + target + ",{" + encoding(subscription) + at + programFilters(subscription) + "}]";
            case SIGNATURE ->
                "[" + target + ",{" + at + ",\"enableReceivedNotification\":" + subscription.receivedNotice + "}]";
            case BLOCK -> blocks(subscription.target, commitment);
            case SLOT, SLOTS_UPDATES, ROOT, VOTE -> "[]";
        };
    }

    private static String at(Commitment commitment) {
        return "\"commitment\":\"" + commitment.wireName() + "\"";
    }

    private static String encoding(Subscription subscription) {
        return "\"encoding\":\"" + (subscription.compressed ? "base64+zstd" : "base64") + "\",";
    }

    private static String programFilters(Subscription subscription) {
        return subscription.programFilters.isEmpty()
                ? ""
                : ",\"filters\":[" + String.join(",", subscription.programFilters) + "]";
    }

    /** A server takes {@code vote} and {@code failed} only to leave such transactions out. */
    private static String filter(TransactionFilter filter) {
        String members = (filter.votes() ? "" : ",\"vote\":false")
                + (filter.failed() ? "" : ",\"failed\":false")
                + accounts("accountInclude", filter.include())
                + accounts("accountExclude", filter.exclude())
                + accounts("accountRequired", filter.required());
        return "{" + (members.isEmpty() ? "" : members.substring(1)) + "}";
    }

    private static String accounts(String name, List<String> accounts) {
        return accounts.isEmpty()
                ? ""
                : accounts.stream().collect(Collectors.joining("\",\"", ",\"" + name + "\":[\"", "\"]"));
    }

    static String logs(String target, Commitment commitment) {
        String which = target.startsWith("all") ? "\"" + target + "\"" : "{\"mentions\":[\"" + target + "\"]}";
        return "[" + which + ",{" + at(commitment) + "}]";
    }

    /** Blocks exist from commitment confirmed on. */
    static String blocks(String target, Commitment commitment) {
        String which = target.equals("all") ? "\"all\"" : "{\"mentionsAccountOrProgram\":\"" + target + "\"}";
        return "[" + which + ",{" + at(settled(commitment)) + BLOCK_OPTIONS + ",\"showRewards\":false}]";
    }

    static Commitment settled(Commitment commitment) {
        return commitment == Commitment.PROCESSED ? Commitment.CONFIRMED : commitment;
    }

    static String slot(Commitment commitment) {
        return "[{" + at(settled(commitment)) + "}]";
    }

    static String blockList(long from, long to, Commitment commitment) {
        return "[" + from + "," + to + ",{" + at(settled(commitment)) + "}]";
    }

    static String block(long slot, Commitment commitment) {
        return "[" + slot + ",{" + at(settled(commitment)) + BLOCK_OPTIONS + ",\"rewards\":false}]";
    }

    static String transaction(String signature, Commitment commitment) {
        return "[\"" + signature + "\",{" + at(settled(commitment))
                + ",\"encoding\":\"base64\",\"maxSupportedTransactionVersion\":0}]";
    }

    static String signatures(String account, int limit, String before, Commitment commitment) {
        return "[\"" + account + "\",{" + at(settled(commitment)) + ",\"limit\":" + limit
                + (before.isEmpty() ? "" : ",\"before\":\"" + before + "\"") + "}]";
    }

    static String status(String signature) {
        return "[[\"" + signature + "\"],{\"searchTransactionHistory\":true}]";
    }

    static String account(String account, Commitment commitment) {
        return "[\"" + account + "\",{\"encoding\":\"base64\"," + at(commitment) + "}]";
    }
}
