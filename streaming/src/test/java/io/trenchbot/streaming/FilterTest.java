package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every condition of a filter, however an endpoint delivers transactions, against the recording read with Jackson. */
class FilterTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String VOTE = "Vote111111111111111111111111111111111111111";
    private static final String JUPITER = "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4";
    private static final String TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    private static final String BUDGET = "ComputeBudget111111111111111111111111111111";
    private static final String PUMP = "6EF8rrecthR5Dkzon8Nwu78hRvfCKubJ14M5uBEwF6P";

    /** What a filter is judged by. */
    private record Facts(String signature, Set<String> keys, boolean vote, boolean failed) {}

    private static Map<String, TransactionFilter> filters() {
        TransactionFilter all = TransactionFilter.all();
        Map<String, TransactionFilter> filters = new LinkedHashMap<>();
        filters.put("all", all);
        filters.put("without votes", all.withoutVotes());
        filters.put("without failed", all.withoutFailed());
        filters.put("neither", all.withoutVotes().withoutFailed());
        filters.put("include one", all.include(JUPITER));
        filters.put("include any of two", all.include(JUPITER, PUMP));
        filters.put("exclude", all.exclude(VOTE));
        filters.put("exclude two", all.withoutVotes().exclude(TOKEN, JUPITER));
        filters.put("require two", all.require(TOKEN, BUDGET));
        filters.put(
                "all conditions",
                all.withoutVotes()
                        .withoutFailed()
                        .include(JUPITER, PUMP)
                        .require(TOKEN)
                        .exclude(VOTE));
        filters.put("nothing", all.require(VOTE, JUPITER));
        return filters;
    }

    private static Set<String> expected(TransactionFilter filter, Iterable<Facts> facts) {
        Set<String> wanted = new TreeSet<>();
        for (Facts f : facts) {
            boolean named =
                    filter.include().isEmpty() || filter.include().stream().anyMatch(f.keys::contains);
            if (named
                    && f.keys.containsAll(filter.required())
                    && filter.exclude().stream().noneMatch(f.keys::contains)
                    && (filter.votes() || !f.vote)
                    && (filter.failed() || !f.failed)) {
                wanted.add(f.signature);
            }
        }
        return wanted;
    }

    private static Set<Facts> facts() {
        Set<Facts> facts = new HashSet<>();
        for (JsonNode entry : SharedData.block().get("transactions")) {
            SlowTransaction slow = SlowTransaction.parse(java.util.Base64.getDecoder()
                    .decode(entry.get("transaction").get(0).asText()));
            Set<String> keys =
                    slow.keys.stream().map(key -> Base58.encode(key, 0, 32)).collect(Collectors.toSet());
            entry.get("meta").get("loadedAddresses").forEach(list -> list.forEach(key -> keys.add(key.asText())));
            boolean vote = slow.version < 0
                    && slow.instructions.size() == 1
                    && Base58.encode(slow.keys.get(slow.instructions.get(0).program()), 0, 32)
                            .equals(VOTE);
            facts.add(new Facts(
                    Base58.encode(slow.signatures.get(0), 0, 64),
                    keys,
                    vote,
                    !entry.get("meta").get("err").isNull()));
        }
        return facts;
    }

    @ParameterizedTest
    @EnumSource(TransactionSource.class)
    void deliversWhatTheFilterWantsAndNothingElse(TransactionSource source) throws Exception {
        String[] missing = source == TransactionSource.TRANSACTIONS
                ? new String[0]
                : source == TransactionSource.BLOCKS
                        ? new String[] {"transactionSubscribe"}
                        : new String[] {"transactionSubscribe", "blockSubscribe"};
        Map<String, TransactionFilter> filters = filters();
        if (source == TransactionSource.LOGS) {
            // Each transaction is a call over HTTP here, for each subscription that may want it.
            filters.keySet().retainAll(Set.of("without failed", "include any of two", "require two", "all conditions"));
        }
        Map<String, ConcurrentLinkedQueue<String>> delivered = new ConcurrentHashMap<>();
        Set<Facts> facts = facts();
        Recorder recorder = new Recorder();
        try (LocalLedger ledger = LocalLedger.recorded(SharedData.folder().resolve("mainnet-block/getBlock.json.zip"))
                        .transactionsPerSecond(900)
                        .slotDuration(Duration.ofMillis(40))
                        .build();
                LocalNode node = LocalNode.builder(ledger).without(missing).build()) {
            SolanaStream.Builder builder = SolanaStream.builder()
                    .endpoint(node.webSocketUrl())
                    .listener(recorder)
                    .stallTimeout(LIMIT)
                    .backfill(new HttpBackfill(node.rpcUrl()));
            filters.forEach((name, filter) -> {
                delivered.put(name, new ConcurrentLinkedQueue<>());
                builder.subscribe(Subscription.transactions(
                        filter, t -> delivered.get(name).add(t.signature())));
            });
            try (SolanaStream stream = builder.build().start()) {
                Recorder.await(
                        "live",
                        LIMIT,
                        () -> stream.state() == StreamState.LIVE
                                && stream.stats().slot() > 0);
                ledger.start();
                Recorder.await("the replay", LIMIT, ledger::replayed);
                filters.forEach((name, filter) -> {
                    Set<String> wanted = expected(filter, facts);
                    Recorder.await(
                            name + " by " + source,
                            LIMIT,
                            () -> delivered.get(name).size() >= wanted.size());
                });
            }
        }
        filters.forEach((name, filter) -> {
            Set<String> wanted = expected(filter, facts);
            assertThat(delivered.get(name)).as(name).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(delivered.get(name))).as(name).isEqualTo(wanted);
            assertThat(wanted.isEmpty()).as(name).isEqualTo(name.equals("nothing"));
        });
        assertThat(recorder.gaps).isEmpty();
    }
}
