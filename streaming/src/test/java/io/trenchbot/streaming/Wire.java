package io.trenchbot.streaming;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A stream with all ten subscriptions whose frames a test hands over itself, in place of a socket. */
final class Wire implements AutoCloseable {
    private static final String KEY = "Vote111111111111111111111111111111111111111";
    private static final String SIGNATURE =
            "2SNQK1kvQ2G3kTAXrnhcAc7B2jMAvuwaQdavCxkTtkUoj9Yj5hCNB69ZWt4koceY2BgjFLxc6bH2FYdhpvLgE3H1";
    /** One of each kind, replies and refusals too; ids are those that {@link #confirm} gives. */
    static final List<String> EXAMPLES = List.of(
            notification("slot", 1, "{\"slot\":7,\"parent\":6,\"root\":3}"),
            notification(
                    "account",
                    2,
                    "{\"context\":{\"slot\":7},\"value\":{\"lamports\":5,\"data\":[\"AAEC\",\"base64\"],"
                            + "\"owner\":\"" + KEY
                            + "\",\"executable\":false,\"rentEpoch\":18446744073709551615,\"space\":3}}"),
            notification(
                    "account",
                    2,
                    "{\"context\":{\"slot\":8},\"value\":{\"lamports\":5,\"data\":"
                            + "[\"KLUv/SADGQAAAAEC\",\"base64+zstd\"],\"owner\":\"" + KEY + "\",\"space\":3}}"),
            notification(
                    "program",
                    3,
                    "{\"context\":{\"slot\":7},\"value\":{\"pubkey\":\"" + KEY
                            + "\",\"account\":{\"lamports\":5,\"data\":[\"2UzHM\",\"base58\"],\"owner\":\"" + KEY
                            + "\"}}}"),
            notification("signature", 4, "{\"context\":{\"slot\":7},\"value\":\"receivedSignature\"}"),
            notification("slotsUpdates", 5, "{\"type\":\"dead\",\"slot\":7,\"timestamp\":1,\"err\":\"bad\"}"),
            notification("slotsUpdates", 5, "{\"type\":\"frozen\",\"slot\":7,\"timestamp\":1,\"stats\":{\"n\":1}}"),
            notification("root", 6, "42"),
            notification(
                    "block",
                    7,
                    "{\"context\":{\"slot\":7},\"value\":{\"slot\":7,\"err\":null,\"block\":{"
                            + "\"blockhash\":\"" + KEY
                            + "\",\"parentSlot\":6,\"blockHeight\":5,\"blockTime\":4,\"transactions\":["
                            + "{\"transaction\":[\"AAEC\",\"base64\"],\"meta\":{\"err\":null,\"logMessages\":[\"a\",\"b\"]},"
                            + "\"version\":\"legacy\"},{\"transaction\":[\"\",\"base64\"],\"meta\":null,\"version\":0}]}}}"),
            notification(
                    "vote",
                    8,
                    "{\"votePubkey\":\"" + KEY + "\",\"slots\":[1,2],\"hash\":\"" + KEY
                            + "\",\"timestamp\":3,\"signature\":\"" + SIGNATURE + "\"}"),
            notification(
                    "logs",
                    9,
                    "{\"context\":{\"slot\":7},\"value\":{\"signature\":\"" + SIGNATURE
                            + "\",\"err\":{\"InstructionError\":[0,\"X\"]},\"logs\":[\"tab\\t\",\"\\ud83d\\ude00 \u00e9\"]}}"),
            notification(
                    "transaction",
                    10,
                    "{\"transaction\":{\"transaction\":[\"AAEC\",\"base64\"],\"meta\":{\"err\":null,"
                            + "\"logMessages\":[],\"loadedAddresses\":{\"writable\":[\"" + KEY
                            + "\"],\"readonly\":[]}}},"
                            + "\"signature\":\"" + SIGNATURE + "\",\"slot\":7}"),
            "{\"jsonrpc\":\"2.0\",\"result\":true,\"id\":3}",
            "{\"jsonrpc\":\"2.0\",\"result\":18446744073709551615,\"id\":3}",
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"later\"},\"id\":3}");

    final Map<String, Long> outcomes = new TreeMap<>();
    private final ConcurrentLinkedQueue<Stub> opened = new ConcurrentLinkedQueue<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final Sweep sweep = new Sweep();
    private final SolanaStream stream;
    private volatile Stub current;
    private long handled;

    private static String notification(String kind, long id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + kind + "Notification\",\"params\":{\"result\":" + result
                + ",\"subscription\":" + id + "}}";
    }

    /** Confirms at once what is subscribed to, by the ids of the examples. */
    private final class Stub implements Transport {
        private final Listener listener;
        private final Map<Long, String> requests = new ConcurrentHashMap<>();
        private volatile boolean closed;

        Stub(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void open() {
            opened.add(this);
        }

        @Override
        public void send(String text) {
            int id = text.indexOf("\"id\":") + 5;
            int method = text.indexOf("\"method\":\"") + 10;
            requests.put(
                    Long.parseLong(text.substring(id, text.indexOf(',', id))),
                    text.substring(method, text.indexOf('"', method)));
        }

        @Override
        public void ping() {}

        @Override
        public void abort(int closeCode, String reason) {
            closed = true;
        }
    }

    Wire() {
        SolanaStream.Builder builder = SolanaStream.builder()
                .endpoint(java.net.URI.create("ws://127.0.0.1:1/"))
                .nanoClock(clock::get)
                .settings(TestSettings.quick())
                .transports((endpoint, listener) -> new Stub(listener))
                .commitment(Commitment.PROCESSED)
                .subscribe(Subscription.account(KEY, this::take))
                .subscribe(Subscription.program(KEY, this::take))
                .subscribe(Subscription.signature(SIGNATURE, this::take).withReceivedNotice())
                .subscribe(Subscription.slotsUpdates(this::take))
                .subscribe(Subscription.slot(this::take))
                .subscribe(Subscription.root(this::take))
                .subscribe(Subscription.block(this::take))
                .subscribe(Subscription.vote(this::take))
                .subscribe(Subscription.logs(this::take))
                .subscribe(Subscription.transactions(TransactionFilter.all(), this::take));
        stream = builder.build().start();
    }

    private void take(StreamEvent event) {
        sweep.event(event);
        handled++;
    }

    /** Hands a frame over, after connecting anew where the stream has given the connection up. */
    void push(byte[] frame) {
        while (current == null || current.closed) {
            connect();
        }
        long before = handled;
        current.listener.onRead();
        current.listener.onText(frame, 0, frame.length);
        count(handled > before ? "handled" : current.closed ? "closed" : "passed over");
        clock.addAndGet(1_000);
    }

    private void connect() {
        Recorder.await("a connection", Feed.SOON, () -> {
            clock.addAndGet(50_000_000);
            return !opened.isEmpty();
        });
        count("reconnected");
        current = opened.remove();
        current.listener.onOpen();
        for (Map.Entry<Long, String> request : Map.copyOf(current.requests).entrySet()) {
            confirm(request.getKey(), request.getValue());
        }
    }

    private void confirm(long id, String method) {
        String kind = method.substring(0, method.length() - "Subscribe".length());
        List<String> kinds = List.of(
                "slot",
                "account",
                "program",
                "signature",
                "slotsUpdates",
                "root",
                "block",
                "vote",
                "logs",
                "transaction");
        String reply = "{\"jsonrpc\":\"2.0\",\"result\":" + (kinds.indexOf(kind) + 1) + ",\"id\":" + id + "}";
        byte[] bytes = reply.getBytes(StandardCharsets.US_ASCII);
        current.listener.onRead();
        current.listener.onText(bytes, 0, bytes.length);
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    @Override
    public void close() {
        stream.close();
    }
}
