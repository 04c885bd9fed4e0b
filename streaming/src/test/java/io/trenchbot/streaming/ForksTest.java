package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ForksTest {
    private static final String ACCOUNT = "Vote111111111111111111111111111111111111111";

    @Test
    void aSlotThatTheRootDoesNotBuildOnIsLeft() {
        Forks forks = new Forks();
        assertThat(forks.add(10, 9, 5)).isEmpty();
        assertThat(forks.add(11, 10, 5)).isEmpty();
        assertThat(forks.add(12, 10, 5)).isEmpty();
        assertThat(forks.add(13, 11, 5)).isEmpty();
        assertThat(forks.add(14, 12, 10)).as("what forks is not decided").isEmpty();
        assertThat(forks.add(15, 14, 14)).containsExactly(11, 13);
        assertThat(forks.add(15, 14, 14)).isEmpty();
        assertThat(forks.add(40, 39, 38))
                .as("nothing is known of the root's ancestors")
                .isEmpty();
    }

    /** Random trees, judged with whole sets of ancestors. */
    @Test
    void agreesWithSetsOfAncestorsOnRandomTrees() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Forks forks = new Forks();
            Map<Long, Long> parents = new HashMap<>();
            List<Long> tips = new ArrayList<>(List.of(100L));
            forks.add(100, 99, 0);
            long root = 0;
            Set<Long> left = new TreeSet<>();
            for (long slot = 101; slot < 260; slot++) {
                long parent = tips.get(random.nextInt(tips.size()));
                parents.put(slot, parent);
                if (random.nextInt(4) > 0) {
                    tips.remove(parent);
                }
                tips.add(slot);
                if (random.nextInt(5) == 0) {
                    long chosen = parent;
                    for (int i = random.nextInt(8); i > 0 && chosen > 100; i--) {
                        chosen = parents.get(chosen);
                    }
                    if (chosen > root
                            && chosen > 100
                            && ancestors(parents, chosen).contains(root) | root == 0) {
                        root = chosen;
                        Set<Long> chain = ancestors(parents, root);
                        tips.removeIf(tip -> !ancestors(parents, tip).contains(chosenRoot(chain)));
                        tips.add(slot);
                    }
                }
                for (long abandoned : forks.add(slot, parent, root)) {
                    assertThat(left.add(abandoned)).as("seed %d, once", seed).isTrue();
                }
            }
            Set<Long> chain = ancestors(parents, root);
            Set<Long> expected = new TreeSet<>();
            for (long slot = 101; slot < root; slot++) {
                if (!chain.contains(slot)) {
                    expected.add(slot);
                }
            }
            assertThat(left).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static long chosenRoot(Set<Long> chain) {
        return chain.stream().mapToLong(slot -> slot).max().orElseThrow();
    }

    private static Set<Long> ancestors(Map<Long, Long> parents, long slot) {
        Set<Long> chain = new HashSet<>();
        for (Long s = slot; s != null; s = parents.get(s)) {
            chain.add(s);
        }
        return chain;
    }

    @Test
    void anAccountToldOfOnADeadForkIsToldToBeReverted() throws Exception {
        List<String> states = new CopyOnWriteArrayList<>();
        List<String> settled = new CopyOnWriteArrayList<>();
        List<String> program = new CopyOnWriteArrayList<>();
        List<Long> abandoned = new CopyOnWriteArrayList<>();
        try (ScriptServer server = new ScriptServer();
                SolanaStream stream = SolanaStream.builder()
                        .endpoint(server.url())
                        .commitment(Commitment.PROCESSED)
                        .stallTimeout(Duration.ofMinutes(5))
                        .listener(new StreamListener() {
                            @Override
                            public void onAbandonedSlot(long slot, String reason) {
                                abandoned.add(slot);
                            }
                        })
                        .subscribe(Subscription.account(ACCOUNT, e -> states.add(text(e))))
                        .subscribe(Subscription.account(ACCOUNT, e -> settled.add(text(e)))
                                .commitment(Commitment.CONFIRMED))
                        .subscribe(Subscription.program(ACCOUNT, e -> program.add(text(e))))
                        .subscribe(Subscription.slotsUpdates(e -> {}))
                        .build()
                        .start()) {
            server.begin(99);
            Recorder.await("live", Feed.SOON, () -> stream.state() == StreamState.LIVE);
            server.slot(100, 99, 68);
            server.slot(101, 100, 68);
            account(server, 101, 7);
            server.slot(102, 100, 68);
            account(server, 102, 8);
            server.slot(103, 102, 68);
            server.send("slotsUpdates", "{\"type\":\"dead\",\"slot\":101,\"timestamp\":1,\"err\":\"invalid\"}");
            Recorder.await("the dead slot", Feed.SOON, () -> abandoned.contains(101L));
            server.slot(104, 102, 68);
            account(server, 104, 9);
            server.slot(105, 103, 103);
            server.slot(106, 105, 105);
            Recorder.await("the fork that was left", Feed.SOON, () -> abandoned.contains(104L));
            Recorder.await("the events", Feed.SOON, () -> states.size() == 5);
            assertThat(states).containsExactly("101 7", "102 8", "101 reverted", "104 9", "104 reverted");
            assertThat(settled)
                    .as("at commitment CONFIRMED a fork is never told of")
                    .noneMatch(s -> s.contains("reverted"));
            assertThat(program).isEmpty();
            assertThat(abandoned).containsExactly(101L, 104L);
            assertThat(stream.stats().abandonedSlotCount()).isEqualTo(2);
        }
    }

    private static void account(ScriptServer server, long slot, long lamports) {
        server.send(
                "account",
                "{\"context\":{\"slot\":" + slot + "},\"value\":{\"lamports\":" + lamports
                        + ",\"data\":[\"\",\"base64\"],\"owner\":\"" + ACCOUNT
                        + "\",\"executable\":false,\"rentEpoch\":0,\"space\":0}}");
    }

    private static String text(AccountEvent event) {
        assertThat(event.address()).isEqualTo(ACCOUNT);
        return event.slot() + (event.reverted() ? " reverted" : " " + event.lamports());
    }
}
