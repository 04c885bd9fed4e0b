package io.trenchbot.pool;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Picks the node of an attempt: of two random fit nodes of the best tier, the one where one more call costs less. Two
 * random choices come close to the best node without all callers running to it at once.
 *
 * <p>Tiers, primaries before backups in each: nodes that are fit; those that have just come back and had their share of
 * calls; those that are behind; those that have not reached the slot that the call wants; and at last nodes that are
 * down: a call then costs one attempt and may be the one that finds the way back open. Nodes that are barred, at their
 * rate limit, without the method, or tried by this call already are in no tier.
 */
final class NodeSelector {

    /** The nodes of a pool at one moment; arrays are never changed. */
    static final class Table {
        private final List<Node> all;
        private final Node[] primaries;
        private final Node[] backups;
        private final Node[] submitPrimaries;

        private Table(List<Node> nodes) {
            all = List.copyOf(nodes);
            primaries = ofRoles(nodes, RpcNode.Role.PRIMARY);
            backups = ofRoles(nodes, RpcNode.Role.BACKUP);
            submitPrimaries = ofRoles(nodes, RpcNode.Role.PRIMARY, RpcNode.Role.SUBMIT);
        }

        static Table of(List<Node> nodes) {
            return new Table(nodes);
        }

        List<Node> all() {
            return all;
        }

        List<Node> primaries() {
            return List.of(primaries);
        }

        @Nullable
        Node byName(String name) {
            for (Node node : all) {
                if (node.name().equals(name)) {
                    return node;
                }
            }
            return null;
        }

        private static Node[] ofRoles(List<Node> nodes, RpcNode.Role... roles) {
            return nodes.stream()
                    .filter(node -> List.of(roles).contains(node.spec().role()))
                    .toArray(Node[]::new);
        }
    }

    /** How soon to look again for a node whose cluster is being checked. */
    private static final long VERIFICATION_POLL_NS = 5_000_000L;

    /** Tiers, the best first. */
    private enum Fitness {
        FIT,
        RECOVERING,
        BEHIND,
        WAITING,
        ANY
    }

    private static final List<Fitness> TIERS = List.of(Fitness.values());

    private final SlotTracker slots;
    private final int slotLagMax;
    private final int slotLagHardMax;

    NodeSelector(SlotTracker slots, int slotLagMax, int slotLagHardMax) {
        this.slots = slots;
        this.slotLagMax = slotLagMax;
        this.slotLagHardMax = slotLagHardMax;
    }

    /** The node for the next attempt; null if no node may be asked now. */
    @Nullable
    Node select(Table table, RpcRequest request, Collection<Node> tried, long nowNs) {
        Node node = selectFit(table, request, tried, nowNs);
        for (int i = 1; node == null && i < TIERS.size(); i++) {
            node = pickOf(table, request, tried, nowNs, TIERS.get(i));
        }
        return node;
    }

    /** A node for a second attempt beside a running one: only one that is fit is worth it. */
    @Nullable
    Node selectFit(Table table, RpcRequest request, Collection<Node> tried, long nowNs) {
        return pickOf(table, request, tried, nowNs, Fitness.FIT);
    }

    private @Nullable Node pickOf(
            Table table, RpcRequest request, Collection<Node> tried, long nowNs, Fitness fitness) {
        Node node = pick(primaries(table, request), request, tried, nowNs, fitness);
        return node != null ? node : pick(table.backups, request, tried, nowNs, fitness);
    }

    /** When a node that is only kept back by a limit, or by a check that is under way, may be asked; MAX_VALUE: never. */
    long freeAtNs(Table table, RpcRequest request, Collection<Node> tried, long nowNs) {
        long earliest = Long.MAX_VALUE;
        for (Node node : table.all) {
            boolean usable = node.spec().role() != RpcNode.Role.SUBMIT || request.methodClass() == MethodClass.SUBMIT;
            if (!usable || tried.contains(node) || !node.limits().capable(request.method(), nowNs)) {
                continue;
            }
            if (!node.barred()) {
                earliest = Math.min(earliest, node.limits().freeAtNs(request.method(), nowNs));
            } else if (node.unverified() && !node.misconfigured() && !node.removed()) {
                earliest = Math.min(earliest, nowNs + VERIFICATION_POLL_NS);
            }
        }
        return earliest;
    }

    private static Node[] primaries(Table table, RpcRequest request) {
        return request.methodClass() == MethodClass.SUBMIT ? table.submitPrimaries : table.primaries;
    }

    /** Two random fit nodes by reservoir sampling, then the cheaper one. */
    private @Nullable Node pick(Node[] nodes, RpcRequest request, Collection<Node> tried, long nowNs, Fitness fitness) {
        Node first = null;
        Node second = null;
        int seen = 0;
        for (Node node : nodes) {
            if (!fits(node, request, tried, nowNs, fitness)) {
                continue;
            }
            seen++;
            if (seen <= 2) {
                second = first;
                first = node;
            } else {
                int at = ThreadLocalRandom.current().nextInt(seen);
                first = at == 0 ? node : first;
                second = at == 1 ? node : second;
            }
        }
        if (first == null || second == null) {
            return first;
        }
        return cheaper(first, second, nowNs);
    }

    private Node cheaper(Node first, Node second, long nowNs) {
        float a = cost(first, nowNs);
        float b = cost(second, nowNs);
        if (a == b) {
            // Nodes without history, or exact ties: no order may win for ever.
            return ThreadLocalRandom.current().nextBoolean() ? first : second;
        }
        return a < b ? first : second;
    }

    private float cost(Node node, long nowNs) {
        float behind = 1 + node.marks().lagSlots(nowNs) / (float) slotLagMax;
        return node.load().costNs(nowNs) * behind / node.spec().weight();
    }

    private boolean fits(Node node, RpcRequest request, Collection<Node> tried, long nowNs, Fitness fitness) {
        if (node.barred() || node.limits().freeAtNs(request.method(), nowNs) - nowNs > 0) {
            return false;
        }
        if ((!tried.isEmpty() && tried.contains(node)) || !node.limits().capable(request.method(), nowNs)) {
            return false;
        }
        return switch (fitness) {
            case FIT -> mayServe(node, nowNs) && recent(node, request, nowNs) && reachesMinSlot(node, request, nowNs);
            case RECOVERING -> up(node) && recent(node, request, nowNs) && reachesMinSlot(node, request, nowNs);
            case BEHIND -> up(node) && reachesMinSlot(node, request, nowNs);
            case WAITING -> up(node) && recent(node, request, nowNs);
            case ANY -> true;
        };
    }

    private static boolean up(Node node) {
        return node.health().state() != NodeHealth.State.DOWN;
    }

    /** A node that has just come back takes its share only. */
    private static boolean mayServe(Node node, long nowNs) {
        return switch (node.health().state()) {
            case UP -> true;
            case PROBATION ->
                ThreadLocalRandom.current().nextDouble() < node.health().share(nowNs);
            case DOWN -> false;
        };
    }

    private boolean recent(Node node, RpcRequest request, long nowNs) {
        int lag = node.marks().lagSlots(nowNs);
        return lag <= (request.methodClass() == MethodClass.HEAD_READ ? slotLagMax : slotLagHardMax);
    }

    private boolean reachesMinSlot(Node node, RpcRequest request, long nowNs) {
        if (request.minContextSlot() <= 0) {
            return true;
        }
        long expected = slots.expectedSlot(node.marks(), request.commitment(), nowNs);
        return expected < 0 || expected >= request.minContextSlot();
    }
}
