package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Turns what happens on the ledger into notifications: each result is rendered once and each frame built once, for however many
 * subscriptions and connections.
 *
 * <p>Threading: confined to the node's loop.
 */
final class Notifier {
    private final Subscriptions subscriptions;
    private final Head head;
    private final NodeCounters counters;
    private final Map<Topic.Kind, LongAdder> sent = new EnumMap<>(Topic.Kind.class);

    Notifier(Subscriptions subscriptions, Head head, NodeCounters counters) {
        this.subscriptions = subscriptions;
        this.head = head;
        this.counters = counters;
    }

    /** The head has the event already. */
    void event(LedgerEvent event) {
        if (event instanceof LedgerEvent.Executed executed) {
            executed(executed.entry());
        } else if (event instanceof LedgerEvent.SlotStarted started) {
            started(started);
        } else if (event instanceof LedgerEvent.Frozen frozen) {
            frozen(frozen.block());
        } else if (event instanceof LedgerEvent.Confirmed confirmed) {
            slotsUpdate("optimisticConfirmation", confirmed.block().slot(), "");
            settled(confirmed.block(), Commitment.CONFIRMED);
        } else if (event instanceof LedgerEvent.Rooted rooted) {
            slotsUpdate("root", rooted.block().slot(), "");
            plain(Topic.Kind.ROOT, Long.toString(rooted.block().slot()));
            settled(rooted.block(), Commitment.FINALIZED);
        }
    }

    private void started(LedgerEvent.SlotStarted started) {
        slotsUpdate("firstShredReceived", started.slot(), "");
        slotsUpdate("createdBank", started.slot(), ",\"parent\":" + started.parent());
        plain(
                Topic.Kind.SLOT,
                "{\"slot\":" + started.slot() + ",\"parent\":" + started.parent() + ",\"root\":"
                        + head.slot(Commitment.FINALIZED) + "}");
    }

    private void frozen(Block block) {
        slotsUpdate("completed", block.slot(), "");
        if (subscriptions.any(Topic.Kind.SLOTS_UPDATES)) {
            long failed = block.transactions().stream()
                    .filter(transaction -> !transaction.errJson().equals("null"))
                    .count();
            slotsUpdate(
                    "frozen",
                    block.slot(),
                    ",\"stats\":{\"numTransactionEntries\":"
                            + block.transactions().size()
                            + ",\"numSuccessfulTransactions\":"
                            + (block.transactions().size() - failed)
                            + ",\"numFailedTransactions\":" + failed + ",\"maxTransactionsPerEntry\":"
                            + Math.min(1, block.transactions().size()) + "}");
        }
        accounts(block, Commitment.PROCESSED);
    }

    /** The type comes first and the timestamp last, as in Agave's serialization of this enum. */
    private void slotsUpdate(String type, long slot, String moreMembers) {
        if (subscriptions.any(Topic.Kind.SLOTS_UPDATES)) {
            plain(
                    Topic.Kind.SLOTS_UPDATES,
                    "{\"type\":\"" + type + "\",\"slot\":" + slot + moreMembers + ",\"timestamp\":"
                            + System.currentTimeMillis() + "}");
        }
    }

    private void plain(Topic.Kind kind, String result) {
        if (subscriptions.any(kind)) {
            byte[] body = utf8(result);
            subscriptions.of(kind).forEach(subscription -> send(subscription, body));
        }
    }

    private void executed(TransactionEntry entry) {
        LandedTransaction landed = entry.landed();
        if (landed.vote() && subscriptions.any(Topic.Kind.VOTE)) {
            String vote = VoteJson.json(landed);
            if (vote != null) {
                plain(Topic.Kind.VOTE, vote);
            }
        }
        for (Subscription subscription : subscriptions.about(landed.signature())) {
            if (subscription.topic() instanceof Topic.Signature signature && signature.received()) {
                send(subscription, utf8(context(entry.slot()) + "\"receivedSignature\"}"));
            }
        }
        transaction(landed, entry.block().toldSlot(entry.index()), Commitment.PROCESSED);
        counters.transactionsTold.increment();
    }

    /** A block that was executed before has reached its next commitment. */
    private void settled(Block block, Commitment commitment) {
        boolean wanted = subscriptions.any(Topic.Kind.LOGS)
                || subscriptions.any(Topic.Kind.TRANSACTION)
                || subscriptions.any(Topic.Kind.SIGNATURE);
        if (wanted) {
            for (int i = 0; i < block.transactions().size(); i++) {
                transaction(block.transactions().get(i), block.toldSlot(i), commitment);
            }
        }
        accounts(block, commitment);
        blocks(block, commitment);
    }

    private void transaction(LandedTransaction landed, long slot, Commitment commitment) {
        signatures(landed, slot, commitment);
        byte[] logs = null;
        for (Subscription subscription : subscriptions.of(Topic.Kind.LOGS)) {
            Topic.Logs topic = (Topic.Logs) subscription.topic();
            if (topic.commitment() == commitment && topic.wants(landed)) {
                logs = logs == null ? logs(landed, slot) : logs;
                send(subscription, logs);
            }
        }
        Map<TransactionView, byte[]> bodies = null;
        for (Subscription subscription : subscriptions.of(Topic.Kind.TRANSACTION)) {
            Topic.Transactions topic = (Topic.Transactions) subscription.topic();
            if (topic.commitment() == commitment && topic.filter().wants(landed)) {
                bodies = bodies == null ? new HashMap<>(4) : bodies;
                send(subscription, bodies.computeIfAbsent(topic.view(), view -> transactionBody(landed, slot, view)));
            }
        }
    }

    /** The one notification that ends its subscription. */
    private void signatures(LandedTransaction landed, long slot, Commitment commitment) {
        for (Subscription subscription : subscriptions.about(landed.signature())) {
            if (subscription.topic() instanceof Topic.Signature topic && topic.commitment() == commitment) {
                send(subscription, utf8(context(slot) + "{\"err\":" + landed.errJson() + "}}"));
                subscriptions.remove(subscription);
            }
        }
    }

    private static byte[] logs(LandedTransaction landed, long slot) {
        StringBuilder out = new StringBuilder(512);
        out.append(context(slot)).append("{\"signature\":\"").append(landed.signature());
        out.append("\",\"err\":").append(landed.errJson()).append(",\"logs\":");
        Json.write(out, landed.logs());
        return utf8(out.append("}}").toString());
    }

    private static byte[] transactionBody(LandedTransaction landed, long slot, TransactionView view) {
        StringBuilder out = new StringBuilder(landed.metaJson().length() + landed.wire().length * 2 + 256);
        out.append('{');
        boolean whole = view.details() == TransactionView.Details.FULL;
        if (whole) {
            out.append("\"transaction\":{\"transaction\":");
            TransactionJson.encoded(out, landed, view.encoding());
            out.append(",\"meta\":").append(landed.metaJson());
            out.append(",\"version\":").append(landed.version()).append("},");
        } else if (view.details() == TransactionView.Details.ACCOUNTS) {
            out.append("\"transaction\":{");
            TransactionJson.members(out, landed, view);
            out.append("},");
        }
        out.append("\"signature\":\"")
                .append(landed.signature())
                .append("\",\"slot\":")
                .append(slot)
                .append('}');
        return utf8(out.toString());
    }

    private void accounts(Block block, Commitment commitment) {
        if (!subscriptions.any(Topic.Kind.ACCOUNT) && !subscriptions.any(Topic.Kind.PROGRAM)) {
            return;
        }
        for (AccountState state : block.changedAccounts()) {
            for (Subscription subscription : subscriptions.about(state.address())) {
                if (subscription.topic() instanceof Topic.Account topic && topic.commitment() == commitment) {
                    sendAccount(subscription, block.slot(), "", topic.view(), state, "}");
                }
            }
            for (Subscription subscription : subscriptions.of(Topic.Kind.PROGRAM)) {
                Topic.Program topic = (Topic.Program) subscription.topic();
                boolean wanted = topic.commitment() == commitment
                        && topic.program().equals(state.owner())
                        && topic.filters().stream().allMatch(filter -> filter.matches(state.data()));
                if (wanted) {
                    String key = "{\"pubkey\":\"" + state.address() + "\",\"account\":";
                    sendAccount(subscription, block.slot(), key, topic.view(), state, "}}");
                }
            }
        }
    }

    private void sendAccount(
            Subscription subscription, long slot, String before, AccountView view, AccountState state, String after) {
        send(subscription, utf8(context(slot) + before + view.notificationJson(state) + after));
    }

    private void blocks(Block block, Commitment commitment) {
        for (Subscription subscription : subscriptions.of(Topic.Kind.BLOCK)) {
            Topic.Blocks topic = (Topic.Blocks) subscription.topic();
            if (topic.commitment() != commitment) {
                continue;
            }
            String prefix = context(block.slot()) + "{\"slot\":" + block.slot() + ",\"block\":";
            try {
                send(
                        subscription,
                        utf8(prefix + BlockJson.json(block, topic.view(), topic::wants) + ",\"err\":null}}"));
            } catch (RpcException unsupported) {
                send(subscription, utf8(prefix + "null,\"err\":{\"UnsupportedTransactionVersion\":0}}}"));
            }
        }
    }

    private static String context(long slot) {
        return "{\"context\":{\"slot\":" + slot + "},\"value\":";
    }

    private void send(Subscription subscription, byte[] body) {
        byte[] frame = subscription.frame(body);
        LongAdder count =
                sent.computeIfAbsent(subscription.topic().kind(), kind -> counters.notifications(kind.notification()));
        for (WebSocketPeer peer : List.copyOf(subscription.peers())) { // a slow one leaves while it is sent to
            count.increment();
            peer.notification(frame);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
