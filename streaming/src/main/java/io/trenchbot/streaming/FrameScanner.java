package io.trenchbot.streaming;

import java.util.Arrays;

/**
 * Reads one text frame of PubSub in a single forward pass: a notification, a reply, or a refusal. Nothing is allocated
 * but where a text has escapes, and the fields point into the frame, so they live as long as its bytes stay.
 *
 * <p>Garbage gives {@link Frame#GARBAGE} and its cause, never an exception.
 *
 * <p>Threading: confined to the reader of one connection.
 */
final class FrameScanner {
    /** What a frame is. */
    enum Frame {
        NOTIFICATION,
        REPLY,
        REFUSAL,
        GARBAGE
    }

    /** Why a frame is garbage. */
    enum Fault {
        NONE,
        NOT_JSON,
        NOT_UTF8,
        TOO_DEEP,
        UNEXPECTED_SHAPE
    }

    /** Two ids and the longest names take less. */
    private static final int MAX_BEGINNING_BYTES = 128;

    final Notification notification = new Notification();
    private final JsonCursor cursor = new JsonCursor();
    private final NotificationScanner results = new NotificationScanner(cursor);
    private final Slice text = new Slice();

    private int method;
    private boolean subscriptionPresent;
    private long subscription;
    private boolean idPresent;
    private long id;
    private boolean replied;
    private boolean refused;
    private long errorCode;
    private final Slice errorMessage = new Slice();
    private int offset;
    /** Of the members of the envelope. */
    private long seen;
    /** What the last notification began with, up to its result, and what that was read as: most begin as the last one did. */
    private final byte[] beginning = new byte[MAX_BEGINNING_BYTES];

    private int beginningBytes;
    private int beginningMethod;
    private boolean beginningSubscriptionPresent;
    private long beginningSubscription;
    private long beginningSeen;
    private long beginningSeenInParams;

    Frame scan(byte[] bytes, int offset, int length) {
        reset(bytes, offset, length);
        int p = beginsAsBefore(length) ? resume(offset + beginningBytes) : whole(cursor.space(offset));
        return cursor.space(p) == cursor.end && !cursor.unexpected ? kind() : Frame.GARBAGE;
    }

    /** Reads the bare {@code result} of a reply to a request over HTTP. */
    boolean scanResult(byte[] bytes, int offset, int length) {
        reset(bytes, offset, length);
        int p = results.result(cursor.space(offset), notification);
        return cursor.space(p) == cursor.end && !cursor.unexpected;
    }

    private boolean beginsAsBefore(int length) {
        return beginningBytes > 0
                && length >= beginningBytes
                && Arrays.equals(beginning, 0, beginningBytes, cursor.bytes, offset, offset + beginningBytes);
    }

    private int resume(int p) {
        method = beginningMethod;
        subscriptionPresent = beginningSubscriptionPresent;
        subscription = beginningSubscription;
        p = results.result(cursor.space(p), notification);
        p = params(cursor.nextMember(p), beginningSeenInParams);
        return envelope(cursor.nextMember(p), beginningSeen);
    }

    private int whole(int p) {
        if (cursor.at(p) != '{') {
            cursor.unexpected = true;
            return cursor.skip(p);
        }
        return envelope(cursor.openObject(p), 0);
    }

    private void remember(int p, long seenInParams) {
        beginningBytes = p - offset;
        if (p < 0 || beginningBytes > MAX_BEGINNING_BYTES || cursor.unexpected || idPresent || replied || refused) {
            beginningBytes = 0;
            return;
        }
        System.arraycopy(cursor.bytes, offset, beginning, 0, beginningBytes);
        beginningMethod = method;
        beginningSubscriptionPresent = subscriptionPresent;
        beginningSubscription = subscription;
        beginningSeen = seen;
        beginningSeenInParams = seenInParams;
    }

    private void reset(byte[] bytes, int offset, int length) {
        cursor.reset(bytes, offset, length);
        this.offset = offset;
        notification.clear();
        method = Key.UNKNOWN;
        subscriptionPresent = false;
        idPresent = false;
        replied = false;
        refused = false;
        errorCode = 0;
        errorMessage.clear();
    }

    private Frame kind() {
        if (method >= Key.ACCOUNT_NOTIFICATION && subscriptionPresent) {
            return Frame.NOTIFICATION;
        }
        if (refused) {
            return Frame.REFUSAL;
        }
        if (replied && idPresent) {
            return Frame.REPLY;
        }
        cursor.unexpected = true;
        return Frame.GARBAGE;
    }

    private int envelope(int p, long seenBefore) {
        seen = seenBefore;
        for (; cursor.at(p) == '"'; p = cursor.nextMember(p)) {
            p = cursor.member(p);
            seen = cursor.once(seen);
            p = switch (cursor.key) {
                case Key.METHOD -> method(p);
                case Key.PARAMS -> params(p);
                case Key.ID -> id(p);
                case Key.RESULT -> reply(p);
                case Key.ERROR -> error(p);
                default -> cursor.skip(p);
            };
        }
        return cursor.expect(p, '}');
    }

    private int method(int p) {
        int after = cursor.text(p, text);
        method = Key.code(text.bytes, text.offset, text.length);
        return after;
    }

    private int id(int p) {
        int after = cursor.unsigned(p);
        idPresent = cursor.valuePresent;
        id = cursor.value;
        return after;
    }

    /** A subscription id, or the true or false of an unsubscribe, which nobody waits for. */
    private int reply(int p) {
        replied = true;
        subscriptionPresent = false;
        int first = cursor.at(p);
        if (first < '0' || first > '9') {
            return cursor.skip(p);
        }
        int after = cursor.unsigned(p);
        subscriptionPresent = cursor.valuePresent;
        subscription = cursor.value;
        return after;
    }

    private int params(int p) {
        return cursor.at(p) == '{' ? params(cursor.openObject(p), 0) : cursor.refuse(p);
    }

    private int params(int p, long seenBefore) {
        long seenInParams = seenBefore;
        for (; cursor.at(p) == '"'; p = cursor.nextMember(p)) {
            p = cursor.member(p);
            seenInParams = cursor.once(seenInParams);
            if (cursor.key == Key.SUBSCRIPTION) {
                p = cursor.unsigned(p);
                subscriptionPresent = cursor.valuePresent;
                subscription = cursor.value;
            } else if (cursor.key == Key.RESULT) {
                remember(p, seenInParams);
                p = results.result(p, notification);
            } else {
                p = cursor.skip(p);
            }
        }
        return cursor.expect(p, '}');
    }

    private int error(int p) {
        if (cursor.at(p) != '{') {
            return cursor.otherThanNull(p);
        }
        refused = true;
        for (p = cursor.openObject(p); cursor.at(p) == '"'; p = cursor.nextMember(p)) {
            p = cursor.member(p);
            if (cursor.key == Key.CODE) {
                p = errorCode(p);
            } else {
                p = cursor.key == Key.MESSAGE ? cursor.text(p, errorMessage) : cursor.skip(p);
            }
        }
        return cursor.expect(p, '}');
    }

    private int errorCode(int p) {
        boolean negative = cursor.at(p) == '-' && cursor.at(p + 1) >= '0' && cursor.at(p + 1) <= '9';
        int after = cursor.unsigned(negative ? p + 1 : p);
        errorCode = negative ? -cursor.value : cursor.value;
        return after;
    }

    /** Code of the notification's method, one of the {@code _NOTIFICATION} keys. */
    int method() {
        return method;
    }

    /** The subscription id of a notification or a reply, unsigned. */
    long subscription() {
        return subscription;
    }

    /** Whether a reply holds a subscription id. */
    boolean subscriptionPresent() {
        return subscriptionPresent;
    }

    /** The request that a reply or a refusal belongs to; -1 where it has none. */
    long id() {
        return idPresent ? id : -1;
    }

    long errorCode() {
        return errorCode;
    }

    String errorMessage() {
        return errorMessage.text();
    }

    Fault fault() {
        return switch (cursor.failure) {
            case 0 -> cursor.unexpected ? Fault.UNEXPECTED_SHAPE : Fault.NOT_JSON;
            case JsonCursor.NOT_UTF8 -> Fault.NOT_UTF8;
            case JsonCursor.TOO_DEEP -> Fault.TOO_DEEP;
            default -> Fault.NOT_JSON;
        };
    }
}
