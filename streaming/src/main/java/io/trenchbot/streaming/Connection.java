package io.trenchbot.streaming;

import io.trenchbot.streaming.FrameScanner.Frame;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one endpoint, from its first byte to its end: subscribes, matches replies, reads frames and passes on
 * events. Never reopened, so nothing of an earlier connection can leak into it.
 *
 * <p>Threading: frames come from one reader, {@link #poll} from the control thread, the rest from any.
 */
final class Connection implements Transport.Listener {
    private static final byte[] DEAD = {'d', 'e', 'a', 'd'};

    final AtomicLong frameCount = new AtomicLong();
    private final EndpointSession session;
    private final Endpoint endpoint;
    private final StreamContext context;
    private final Transport transport;
    private final SubscriptionTable table;
    private final FrameScanner scanner = new FrameScanner();
    private final Events events = new Events(scanner.notification);
    private final SlotChain chain = new SlotChain();

    private volatile boolean closed;
    private volatile boolean reading;
    private volatile boolean heartbeatRefused;
    private volatile long lastSlotNs;
    private volatile long pingSentNs;
    private volatile boolean pongMissing;
    private long polledFrames;
    /** When the frame at hand was taken from the socket, with others often; the reader's. */
    private long readNs;
    /** Newest slot that this connection told of; the reader's. */
    private long newestSlot = Coverage.NONE;

    Connection(EndpointSession session, Endpoint endpoint, StreamContext context) {
        this.session = session;
        this.endpoint = endpoint;
        this.context = context;
        transport = context.transports().create(endpoint, this);
        table = new SubscriptionTable(session, transport, context.clock());
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
        table.open(context.groups());
        session.opened(this);
    }

    /** Subscribes a group that was added while the connection stands. */
    void add(Group group) {
        if (!closed) {
            table.add(group);
        }
    }

    /** Ends a group's subscriptions. */
    void remove(Group group) {
        table.remove(group);
    }

    @Override
    public void onRead() {
        readNs = context.clock().getAsLong();
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
        Frame frame = scanner.scan(bytes, offset, length);
        fields.receivedNs = readNs;
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
        @Nullable ServerSubscription subscription = table.get(scanner.subscription());
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
        if (group.kind == Kind.SLOTS_UPDATES && fields.type.is(DEAD)) {
            context.deliveries().dead(fields.slot, "the slot is dead: " + fields.err.text());
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
        // Not when it was read: a handler may have held the reader up since.
        lastSlotNs = context.clock().getAsLong();
        newestSlot = fields.slot;
        context.deliveries().announced(fields.slot, fields.parent, fields.root);
        if (!chain.add(fields.slot, fields.parent)) {
            hole(
                    Gap.Cause.MISSING_SLOT,
                    "slot " + fields.slot + " builds on " + fields.parent + ", which was not announced");
        }
        for (Group group : table.liveGroups()) {
            context.deliveries().heard(group, endpoint.index(), fields.slot, this::alive);
        }
        goLive();
        session.slot(this, fields.slot);
    }

    /** Something was missed though the connection goes on: coverage begins anew with the next slot. */
    private void hole(Gap.Cause cause, String detail) {
        for (Group group : table.liveGroups()) {
            context.deliveries().lost(group, endpoint.index(), cause, detail);
        }
    }

    private void reply() {
        @Nullable
        ServerSubscription subscription =
                scanner.subscriptionPresent() ? table.confirm(scanner.id(), scanner.subscription()) : null;
        if (subscription != null) {
            context.backfill().watch(subscription.group);
            begin(subscription.group);
            goLive();
        }
    }

    private void begin(Group group) {
        if (newestSlot != Coverage.NONE && table.liveGroups().contains(group)) {
            context.deliveries().began(group, endpoint.index(), newestSlot, this::alive);
        }
    }

    private void refusal() {
        int code = (int) scanner.errorCode();
        @Nullable ServerSubscription subscription = table.refuse(scanner.id(), code);
        if (subscription != null) {
            refused(subscription, new StreamException(code, scanner.errorMessage()));
            goLive();
        }
    }

    /** Not before the first slot: what is missed can be told from a slot on only, and LIVE promises that it is told. */
    private void goLive() {
        if ((newestSlot != Coverage.NONE || heartbeatRefused) && table.complete()) {
            session.live(this);
        }
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
        return table.poll(nowNs, settings.replyTimeoutNs());
    }

    /** A request longer than common servers take, still without a reply. */
    @Nullable
    ServerSubscription oversized(int maxRequestBytes) {
        return table.oversized(maxRequestBytes);
    }
}
