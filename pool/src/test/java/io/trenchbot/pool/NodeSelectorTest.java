package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** Which node is picked, and above all which is not. */
class NodeSelectorTest {
    private static final long MS = 1_000_000L;
    private static final int PICKS = 1_000;
    private static final RpcRequest HEAD_READ = RpcRequest.of("getBalance", "[\"a\"]");
    private static final OkHttpClient CLIENT = new OkHttpClient();

    private final SlotTracker slots = new SlotTracker(8, 150);
    private final NodeSelector selector = new NodeSelector(slots, 8, 150);
    private final List<Node> nodes = new ArrayList<>();
    private long nowNs = 1_000 * MS;

    /** A node whose slot was seen just now, and whose calls are the cheaper the further it is behind. */
    private Node node(String name, int lagSlots) {
        return node(name, lagSlots, RpcNode.builder(name, "http://127.0.0.1:1/"));
    }

    private Node node(String name, int lagSlots, RpcNode.Builder spec) {
        Node node = new Node(spec.build(), CLIENT, 10_000 * MS, slots.join(), false, new SplittableRandom(1));
        slots.observe(node.marks(), Commitment.PROCESSED, 1000 - lagSlots, nowNs);
        node.load().observe(nowNs, 100f * MS / (1 + lagSlots));
        nodes.add(node);
        return node;
    }

    private Set<Node> picked(RpcRequest request, Node... tried) {
        NodeSelector.Table table = NodeSelector.Table.of(nodes);
        Set<Node> picked = new HashSet<>();
        for (int i = 0; i < PICKS; i++) {
            picked.add(selector.select(table, request, List.of(tried), nowNs));
        }
        return picked;
    }

    /** Out by faults, then back by a probe: on probation. */
    private void comeBack(Node node) {
        while (node.health().state() != NodeHealth.State.DOWN) {
            node.health().onFault(nowNs, true);
        }
        node.health().onProbeSuccess(nowNs);
    }

    @Test
    void aNodeThatIsBehindIsNotAskedForTheHead() {
        Node a = node("a", 0);
        Node b = node("b", 2);
        node("behind", 20);
        assertThat(picked(HEAD_READ)).isSubsetOf(a, b);
    }

    @Test
    void nodesThatHaveJustComeBackGoBeforeOneThatIsBehind() {
        Node a = node("a", 0);
        Node b = node("b", 2);
        node("behind", 20);
        comeBack(a);
        comeBack(b);
        assertThat(picked(HEAD_READ)).isSubsetOf(a, b);
    }

    @Test
    void aBackupThatIsFitGoesBeforeAPrimaryThatIsBehind() {
        node("behind", 20);
        node("b", 0, RpcNode.builder("b", "http://127.0.0.1:1/").role(RpcNode.Role.BACKUP));
        Node c = node("c", 0, RpcNode.builder("c", "http://127.0.0.1:1/").role(RpcNode.Role.BACKUP));
        comeBack(c);
        assertThat(picked(HEAD_READ)).allMatch(node -> node.spec().role() == RpcNode.Role.BACKUP);
    }

    @Test
    void ofNodesThatHaveNotReachedASlotThoseThatAreFarBehindComeLast() {
        Node a = node("a", 0);
        Node b = node("b", 2);
        Node c = node("c", 4);
        node("behind", 20);
        RpcRequest request = RpcRequest.of("getBalance", "[\"a\",{\"commitment\":\"processed\"}]")
                .withMinContextSlot(1000);
        assertThat(picked(request)).containsOnly(a);
        assertThat(picked(request, a)).isSubsetOf(b, c);
    }

    @Test
    void aSecondAttemptNeverGoesToANodeThatIsBehind() {
        Node a = node("a", 0);
        node("behind", 20);
        NodeSelector.Table table = NodeSelector.Table.of(nodes);
        assertThat(selector.selectFit(table, HEAD_READ, List.of(a), nowNs)).isNull();
    }

    @Test
    void withNobodyElseANodeThatIsBehindIsAsked() {
        Node a = node("a", 0);
        Node behind = node("behind", 20);
        assertThat(picked(HEAD_READ, a)).containsOnly(behind);
        while (a.health().state() != NodeHealth.State.DOWN) {
            a.health().onFault(nowNs, true);
        }
        assertThat(picked(HEAD_READ)).containsOnly(behind);
        assertThat(picked(HEAD_READ, behind)).containsOnly(a);
    }

    /** A witness that is seen first must not be taken for the past of the others. */
    @Test
    void aNodeThatIsSeenOnceAndFarBehindStaysOut() {
        Node behind = node("behind", 20);
        List<Node> others = List.of(node("a", 0), node("b", 2), node("c", 4));
        for (int i = 1; i <= 50; i++) {
            nowNs += 400 * MS;
            for (Node other : others) {
                slots.observe(other.marks(), Commitment.PROCESSED, other.marks().slot(Commitment.PROCESSED) + 1, nowNs);
            }
            assertThat(picked(HEAD_READ)).as("after %d slots", i).doesNotContain(behind);
        }
    }
}
