package io.trenchbot.streaming;

import io.trenchbot.streaming.FrameScanner.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one endpoint, from its first byte to its end: subscribes, matches replies, reads frames and passes on
 * events. Never reopened, so nothing of an earlier connection can leak into it.
 *
 * <p>Threading: frames come from one reader; requests and the tables of subscriptions are guarded by this object; the rest
 * says so.
 */
final class Connection implements Transport.Listener {
    private static final long RETRY_BASE_NS = 500_000_000;
    private static final int MAX_RETRY_SHIFT = 6;

    final AtomicLong frameCount = new AtomicLong();
    private final EndpointSession session;
    private final Endpoint endpoint;
    private final StreamContext context;
    private final Transport transport;
    private final FrameScanner scanner = new FrameScanner();
    private final Events events = new Events(scanner.notification);
    private final SlotChain chain = new SlotChain();

    private final Map<Long, ServerSubscription> pending = new HashMap<>();
    private final List<ServerSubscription> subscriptions = new ArrayList<>();
    private long nextRequestId = 1;
    private boolean opened;
    private volatile IdMap ids = new IdMap(List.of());
    private volatile List<Group> liveGroups = List.of();
    private volatile boolean closed;
    private volatile boolean reading;
    private volatile boolean heartbeatRefused;
    private volatile long lastSlotNs;
    private volatile long pingSentNs;
    private volatile boolean pongMissing;
    private long polledFrames;

    Connection(EndpointSession session, Endpoint endpoint, StreamContext context) {
        this.session = session;
        this.endpoint = endpoint;
        this.context = context;
        transport = context.transports().create(endpoint, this);
    }

    void open() {
        transport.open();
    }

    /** Ends it; no event and no slot of it counts from here on. */
    void abort(int closeCode, String reason) {
        closed = true;
        transport.abort(closeCode, reason);
    }

    void markClosed() {
        closed = true;
    }

    private boolean alive() {
        return !closed;
    }

    @Override
    public void onOpen() {
        lastSlotNs = pingSentNs = context.clock().getAsLong();
        synchronized (this) {
            opened = true;
            context.groups().forEach(this::subscribe);
        }
        session.opened(this);
    }

    /** Subscribes a group that was added while the connection stands. */
    synchronized void add(Group group) {
        if (opened && !closed) {
            subscribe(group);
        }
    }

    private synchronized void subscribe(Group group) {
        if (group.finished) {
            return;
        }
        List<ServerSubscription> wanted =
                group.kind == Kind.TRANSACTIONS ? session.transactionPlan(group) : List.of(plain(group));
        subscriptions.addAll(wanted);
        wanted.forEach(this::send);
    }

    private static ServerSubscription plain(Group group) {
        return new ServerSubscription(group, group.kind, group.params);
    }

    private synchronized void send(ServerSubscription subscription) {
        subscription.requestId = nextRequestId++;
        subscription.sentNs = context.clock().getAsLong();
        subscription.retryAtNs = 0;
        pending.put(subscription.requestId, subscription);
        transport.send(Requests.request(subscription.requestId, subscription.method.subscribe, subscription.params));
    }

    /** Ends a group's subscriptions, keeping those whose server id another group uses too. */
    synchronized void remove(Group group) {
        List<ServerSubscription> ended =
                subscriptions.stream().filter(s -> s.group == group).toList();
        subscriptions.removeAll(ended);
        publish();
        for (ServerSubscription subscription : ended) {
            pending.remove(subscription.requestId);
            if (subscription.live && ids.get(subscription.serverId) == null) {
                String id = "[" + Long.toUnsignedString(subscription.serverId) + "]";
                transport.send(Requests.request(nextRequestId++, subscription.method.unsubscribe, id));
            }
        }
    }

    private void publish() {
        ids = new IdMap(subscriptions.stream().filter(s -> s.live).toList());
        Set<Group> live = new LinkedHashSet<>();
        subscriptions.forEach(s -> live.add(s.group));
        subscriptions.stream().filter(s -> !s.live).forEach(s -> live.remove(s.group));
        liveGroups = List.copyOf(live);
    }

    @Override
    public void onText(byte[] bytes, int offset, int length) {
        if (closed) {
            return;
        }
        reading = true;
        Counters.count(frameCount);
        session.received(length);
        Notification fields = scanner.notification;
        long now = context.clock().getAsLong();
        Frame frame = scanner.scan(bytes, offset, length);
        fields.receivedNs = now;
        fields.endpoint = endpoint.index();
        switch (frame) {
            case NOTIFICATION -> notification(length);
            case REPLY -> reply();
            case REFUSAL -> refusal();
            case GARBAGE -> garbage(length);
        }
        reading = false;
    }

    private void notification(int length) {
        @Nullable ServerSubscription subscription = ids.get(scanner.subscription());
        if (subscription == null) {
            // A straggler of a subscription that was ended.
            return;
        }
        if (subscription.method.notification != scanner.method()) {
            garbage(length);
            return;
        }
        for (; subscription != null; subscription = subscription.next) {
            route(subscription);
        }
    }

    private void route(ServerSubscription subscription) {
        Group group = subscription.group;
        Notification fields = scanner.notification;
        if (group == context.heartbeat()) {
            heartbeat(fields);
        }
        if (group.kind != Kind.TRANSACTIONS) {
            if (!group.members.isEmpty()) {
                deliver(group, events.of(group.kind));
            }
        } else if (subscription.method == Kind.TRANSACTIONS) {
            fields.source = TransactionSource.TRANSACTIONS;
            deliver(group, events.transaction);
        } else if (subscription.method == Kind.BLOCK) {
            block(subscription);
        } else {
            context.backfill().fetch(group, fields);
        }
        if (heartbeatRefused && fields.eventSlot() != Notification.NONE) {
            context.deliveries().heard(group, endpoint.index(), fields.eventSlot(), this::alive);
        }
    }

    private void deliver(Group group, StreamEvent event) {
        if (!closed && context.deliveries().deliver(group, event) == Deliveries.Outcome.FULL) {
            session.down(this, Gap.Cause.OVERFLOW, "the buffer of " + group.model + " is full");
        }
    }

    private void block(ServerSubscription subscription) {
        scanner.notification.source = TransactionSource.BLOCKS;
        int count = events.block.transactions(transaction -> {
            if (subscription.matcher.wants(transaction)) {
                deliver(subscription.group, transaction);
            }
        });
        if (count < 0) {
            garbage(0);
        }
    }

    private void heartbeat(Notification fields) {
        if (fields.slot == Notification.NONE) {
            return;
        }
        lastSlotNs = fields.receivedNs;
        session.slot(this, fields.slot);
        if (!chain.add(fields.slot, fields.parent)) {
            hole(
                    Gap.Cause.MISSING_SLOT,
                    "slot " + fields.slot + " builds on " + fields.parent + ", which was not announced");
        }
        for (Group group : liveGroups) {
            context.deliveries().heard(group, endpoint.index(), fields.slot, this::alive);
        }
    }

    /** Something was missed though the connection goes on: coverage begins anew with the next slot. */
    private void hole(Gap.Cause cause, String detail) {
        for (Group group : liveGroups) {
            context.deliveries().lost(group, endpoint.index(), cause, detail);
        }
    }

    private void reply() {
        ServerSubscription subscription;
        boolean complete;
        synchronized (this) {
            subscription = pending.remove(scanner.id());
            if (subscription == null || !scanner.subscriptionPresent()) {
                return;
            }
            subscription.live = true;
            subscription.serverId = scanner.subscription();
            publish();
            complete = complete();
        }
        context.backfill().watch(subscription.group);
        if (complete) {
            session.live(this);
        }
    }

    private void refusal() {
        int code = (int) scanner.errorCode();
        ServerSubscription subscription;
        synchronized (this) {
            subscription = pending.remove(scanner.id());
            if (subscription == null) {
                return;
            }
            if (code != StreamException.METHOD_NOT_FOUND && code != StreamException.INVALID_PARAMS) {
                int shift = Math.min(subscription.retryCount++, MAX_RETRY_SHIFT);
                subscription.retryAtNs = context.clock().getAsLong() + (RETRY_BASE_NS << shift);
                return;
            }
            subscriptions.remove(subscription);
            publish();
        }
        refused(subscription, new StreamException(code, scanner.errorMessage()));
        if (complete()) {
            session.live(this);
        }
    }

    private synchronized boolean complete() {
        return subscriptions.stream().allMatch(s -> s.live);
    }

    private void refused(ServerSubscription subscription, StreamException refusal) {
        Group group = subscription.group;
        if (group == context.heartbeat()) {
            heartbeatRefused = true;
        }
        if (group.kind == Kind.TRANSACTIONS && session.fallBack(group, subscription.method, refusal)) {
            remove(group);
            add(group);
            return;
        }
        for (Member member : group.members) {
            context.notifier().tell(() -> context.listener().onRefused(endpoint.name(), member.subscription, refusal));
        }
    }

    private void garbage(int length) {
        FrameScanner.Fault fault = scanner.fault();
        session.garbage();
        context.notifier().tell(() -> context.listener().onGarbage(endpoint.name(), fault.name(), length));
        if (fault == FrameScanner.Fault.UNEXPECTED_SHAPE || fault == FrameScanner.Fault.NONE) {
            hole(Gap.Cause.GARBAGE, "a frame of " + length + " bytes is JSON that PubSub does not send");
        } else {
            session.down(this, Gap.Cause.GARBAGE, "a frame of " + length + " bytes is " + fault);
        }
    }

    @Override
    public void onPong() {
        pongMissing = false;
        session.roundTrip(context.clock().getAsLong() - pingSentNs);
    }

    @Override
    public void onClosed(int closeCode, String reason) {
        session.down(this, Gap.Cause.DISCONNECTED, "closed with code " + closeCode + ": " + reason);
    }

    /** Sends what is due; returns why the connection must be given up, or null. Called by the control thread. */
    @Nullable
    String poll(long nowNs, StreamSettings settings) {
        long frames = frameCount.get();
        boolean held = reading && frames == polledFrames;
        polledFrames = frames;
        if (held) {
            // A handler holds the reader up: that is our silence, not the server's.
            lastSlotNs = pingSentNs = nowNs;
            return null;
        }
        if (!heartbeatRefused && nowNs - lastSlotNs > settings.stallTimeoutNs()) {
            return "no slot for " + (nowNs - lastSlotNs) / 1_000_000 + " ms";
        }
        if (pongMissing && nowNs - pingSentNs > Math.max(settings.stallTimeoutNs(), settings.pingIntervalNs() / 2)) {
            return "no pong for " + (nowNs - pingSentNs) / 1_000_000 + " ms";
        }
        if (!pongMissing && nowNs - pingSentNs > settings.pingIntervalNs()) {
            pingSentNs = nowNs;
            pongMissing = true;
            transport.ping();
        }
        return requests(nowNs, settings);
    }

    private synchronized @Nullable String requests(long nowNs, StreamSettings settings) {
        for (ServerSubscription subscription : pending.values()) {
            if (nowNs - subscription.sentNs > settings.replyTimeoutNs()) {
                return "no reply to " + subscription.method.subscribe;
            }
        }
        for (ServerSubscription subscription : subscriptions) {
            if (subscription.retryAtNs != 0 && nowNs >= subscription.retryAtNs) {
                send(subscription);
            }
        }
        return null;
    }

    /** A request longer than common servers take, still without a reply. */
    synchronized @Nullable ServerSubscription oversized(int maxRequestBytes) {
        return pending.values().stream()
                .filter(s -> s.params.length() > maxRequestBytes)
                .findFirst()
                .orElse(null);
    }
}
