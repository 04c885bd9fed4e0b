package io.trenchbot.streaming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the results of the calls of a backfill. One for each task, since it holds the events of what it read last. */
final class BackfillReader {
    private final Backfill backfill;
    private final FrameScanner scanner = new FrameScanner();
    final Events events = new Events(scanner.notification);

    BackfillReader(Backfill backfill) {
        this.backfill = backfill;
    }

    /** A signature in a page of getSignaturesForAddress. */
    record Mention(String signature, long slot) {}

    /** A reply that is not what its method gives. */
    static final class BadReply extends Exception {
        private static final long serialVersionUID = 1L;

        BadReply(String method) {
            super("the reply to " + method + " is not what the method gives");
        }
    }

    /** Calls a method whose result is one value and reads it into the events. */
    Notification read(String method, String params) throws Exception {
        byte[] reply = backfill.call(method, params);
        if (!scanner.scanResult(reply, 0, reply.length)) {
            throw new BadReply(method);
        }
        return scanner.notification;
    }

    long number(String method, String params) throws Exception {
        long number = read(method, params).number;
        if (number == Notification.NONE) {
            throw new BadReply(method);
        }
        return number;
    }

    /** The slots that have a block, ascending. */
    long[] slots(long from, long to, Commitment commitment) throws Exception {
        String method = "getBlocks";
        byte[] reply = backfill.call(method, Requests.blockList(from, to, commitment));
        JsonCursor cursor = new JsonCursor();
        cursor.reset(reply, 0, reply.length);
        long[] slots = new long[16];
        int count = 0;
        int p = cursor.openArray(cursor.space(0));
        for (; p >= 0 && cursor.at(p) != ']'; p = cursor.nextElement(p)) {
            p = cursor.unsigned(p);
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, 2 * count);
            }
            slots[count++] = cursor.value;
        }
        if (cursor.at(p) != ']' || cursor.unexpected) {
            throw new BadReply(method);
        }
        return Arrays.copyOf(slots, count);
    }

    /** One page, newest first. */
    List<Mention> mentions(String account, int limit, String before, Commitment commitment) throws Exception {
        String method = "getSignaturesForAddress";
        byte[] reply = backfill.call(method, Requests.signatures(account, limit, before, commitment));
        JsonCursor cursor = new JsonCursor();
        NotificationScanner elements = new NotificationScanner(cursor);
        cursor.reset(reply, 0, reply.length);
        List<Mention> mentions = new ArrayList<>();
        Notification fields = new Notification();
        int p = cursor.openArray(cursor.space(0));
        for (; p >= 0 && cursor.at(p) != ']'; p = cursor.nextElement(p)) {
            fields.clear();
            p = elements.object(p, fields, 0);
            mentions.add(new Mention(fields.signature.text(), fields.slot));
        }
        if (cursor.at(p) != ']' || cursor.unexpected) {
            throw new BadReply(method);
        }
        return mentions;
    }
}
