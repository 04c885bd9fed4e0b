package io.trenchbot.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of a pool, as they come and go, and the witnesses of slots that are no nodes. */
final class Nodes {
    private final PoolSettings settings;
    private final Transport transport;
    private final SlotTracker slots;
    private final NodeBooks books;
    private final Map<String, SlotTracker.Marks> witnesses = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom();
    private volatile NodeSelector.Table table = NodeSelector.Table.of(List.of());

    Nodes(PoolSettings settings, Transport transport, SlotTracker slots, NodeBooks books) {
        this.settings = settings;
        this.transport = transport;
        this.slots = slots;
        this.books = books;
    }

    NodeSelector.Table table() {
        return table;
    }

    synchronized void add(RpcNode spec) {
        if (table.byName(spec.name()) != null) {
            throw new IllegalArgumentException("there is a node named '" + spec.name() + "' already");
        }
        boolean verify = settings.genesisHash() != null && spec.role() != RpcNode.Role.SUBMIT;
        List<Node> nodes = new ArrayList<>(table.all());
        nodes.add(
                new Node(spec, transport.newClient(), settings.latencyDecayNs(), slots.join(), verify, random.split()));
        table = NodeSelector.Table.of(nodes);
    }

    synchronized void remove(String name) {
        Node node = named(name);
        node.remove();
        slots.leave(node.marks());
        List<Node> nodes = new ArrayList<>(table.all());
        nodes.remove(node);
        table = NodeSelector.Table.of(nodes);
        node.dropIdleConnections();
    }

    void cordon(String name, String why) {
        Node node = named(name);
        node.cordon(why);
        books.stateChanged(node, why);
    }

    void uncordon(String name) {
        Node node = named(name);
        node.cordon(null);
        node.misconfigured(null);
        books.stateChanged(node, "uncordoned");
    }

    private Node named(String name) {
        Node node = table.byName(name);
        if (node == null) {
            throw new IllegalArgumentException("no node named '" + name + "'");
        }
        return node;
    }

    /** A slot seen by a node, by its name or host, or by a witness outside the pool. */
    void observeSlot(String source, Commitment commitment, long slot) {
        for (Node node : table.all()) {
            if (node.name().equals(source) || node.spec().host().equals(source)) {
                books.slotSeen(node, commitment, slot);
                return;
            }
        }
        SlotTracker.Marks marks = witnesses.computeIfAbsent(source, ignored -> slots.join());
        slots.observe(marks, commitment, slot, settings.nanoClock().getAsLong());
    }

    /** Nodes that take transactions. */
    int submitCount() {
        return (int) table.all().stream().filter(node -> !node.barred()).count();
    }
}
