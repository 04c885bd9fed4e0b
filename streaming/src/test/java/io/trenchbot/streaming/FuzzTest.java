package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bytes that a hostile or broken server may send, at each of the places where bytes are read. A run is given by its seed,
 * which every failure names; what came out is counted, and only the documented outcomes may.
 */
class FuzzTest {
    private static final int SHORT_ROUNDS = 20_000;
    /** Fewer, since a frame that is no JSON costs the connection. */
    private static final int STREAM_ROUNDS = 1_000;

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int LARGEST_MESSAGE = 1 << 16;

    private final Map<String, Long> outcomes = new TreeMap<>();

    @Test
    void framesGiveMessagesOrAFault() {
        rounds(this::frames);
        assertThat(outcomes.keySet()).contains("text", "control", "fault 1002", "fault 1009", "fault 1003");
    }

    @Test
    void notificationsGiveEventsOrAFault() {
        List<byte[]> corpus = corpus();
        rounds(random -> notification(corpus, random));
        assertThat(outcomes.keySet())
                .contains(
                        "NOTIFICATION",
                        "REPLY",
                        "REFUSAL",
                        "GARBAGE NOT_JSON",
                        "GARBAGE NOT_UTF8",
                        "GARBAGE UNEXPECTED_SHAPE");
    }

    @Test
    void wireTransactionsGiveAViewOrAStatus() {
        List<byte[]> wires = SharedData.wires();
        rounds(random -> wire(wires, random));
        assertThat(outcomes.keySet())
                .containsAll(Arrays.stream(TransactionView.Status.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void aStreamLivesOnThroughThemAll() {
        try (Wire wire = new Wire()) {
            List<byte[]> corpus = corpus();
            for (int seed = 0; seed < STREAM_ROUNDS; seed++) {
                run(random -> wire.push(mutant(corpus, random)), seed);
            }
            assertThat(wire.outcomes).containsKeys("handled", "reconnected");
        }
    }

    @Test
    @Tag("slow")
    void manyFrames() {
        forLong(this::frames);
    }

    @Test
    @Tag("slow")
    void manyNotifications() {
        List<byte[]> corpus = corpus();
        forLong(random -> notification(corpus, random));
    }

    @Test
    @Tag("slow")
    void manyWireTransactions() {
        List<byte[]> wires = SharedData.wires();
        forLong(random -> wire(wires, random));
    }

    @Test
    @Tag("slow")
    void aStreamThroughVeryMany() {
        try (Wire wire = new Wire()) {
            List<byte[]> corpus = corpus();
            forLong(random -> wire.push(mutant(corpus, random)));
            System.out.println("fuzz stream " + wire.outcomes);
        }
    }

    private void rounds(Consumer<Random> target) {
        for (int seed = 0; seed < SHORT_ROUNDS; seed++) {
            run(target, seed);
        }
    }

    private void forLong(Consumer<Random> target) {
        long endNs = System.nanoTime() + LONG.toNanos();
        long first = System.nanoTime();
        long seed = first;
        while (System.nanoTime() - endNs < 0) {
            run(target, seed++);
        }
        System.out.println("fuzz " + (seed - first) + " rounds from seed " + first + ": " + outcomes);
    }

    private static void run(Consumer<Random> target, long seed) {
        try {
            target.accept(new Random(seed));
        } catch (Throwable failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    // Frames

    /** The same bytes in one piece and in many give the same messages and the same end. */
    private void frames(Random random) {
        byte[] stream = stream(random);
        List<String> whole = new ArrayList<>();
        List<String> pieces = new ArrayList<>();
        String wholeEnd = feed(stream, stream.length, new Random(0), whole);
        String piecesEnd = feed(stream, 1 + random.nextInt(40), random, pieces);
        assertThat(pieces).isEqualTo(whole);
        assertThat(piecesEnd).isEqualTo(wholeEnd);
        whole.forEach(message -> count(message.substring(0, message.indexOf(' '))));
        count(wholeEnd);
    }

    private static String feed(byte[] stream, int atMost, Random random, List<String> into) {
        FrameParser parser = new FrameParser(LARGEST_MESSAGE, new FrameParser.Sink() {
            @Override
            public void onRead() {}

            @Override
            public void onText(byte[] bytes, int offset, int length) {
                assertThat(length).isLessThanOrEqualTo(LARGEST_MESSAGE);
                into.add("text " + length + " " + Arrays.hashCode(Arrays.copyOfRange(bytes, offset, offset + length)));
            }

            @Override
            public void onControl(int opcode, byte[] bytes, int offset, int length) {
                assertThat(opcode).isIn(FrameParser.CLOSE, FrameParser.PING, FrameParser.PONG);
                assertThat(length).isLessThanOrEqualTo(125);
                into.add("control " + opcode + " "
                        + Arrays.hashCode(Arrays.copyOfRange(bytes, offset, offset + length)));
            }
        });
        try {
            for (int p = 0; p < stream.length; ) {
                int length = Math.min(stream.length - p, atMost == stream.length ? atMost : 1 + random.nextInt(atMost));
                parser.feed(stream, p, length);
                p += length;
            }
            return "end";
        } catch (FrameFault fault) {
            return "fault " + fault.closeCode;
        }
    }

    /** Mostly frames as a server may send them; some cut, of a wrong kind, masked, or of a length that is not there. */
    private static byte[] stream(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            int opcode =
                    random.nextInt(12) == 0 ? random.nextInt(16) : new int[] {0, 1, 1, 1, 8, 9, 10}[random.nextInt(7)];
            int first = opcode | (random.nextInt(5) == 0 ? 0 : 0x80) | (random.nextInt(40) == 0 ? 0x40 : 0);
            int length = random.nextInt(random.nextInt(4) == 0 ? 70_000 : 130);
            long told = random.nextInt(60) == 0 ? random.nextLong() >>> random.nextInt(60) : length;
            int form = random.nextInt(30) == 0 ? random.nextInt(3) : told < 126 ? 0 : told < 1 << 16 ? 1 : 2;
            int masked = random.nextInt(60) == 0 ? 0x80 : 0;
            out.write(first);
            out.write(masked | (form == 0 ? (int) told & 0x7f : form == 1 ? 126 : 127));
            for (int shift = form == 0 ? -8 : form == 1 ? 8 : 56; shift >= 0; shift -= 8) {
                out.write((int) (told >>> shift));
            }
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            out.writeBytes(payload);
        }
        byte[] stream = out.toByteArray();
        return random.nextInt(3) == 0 ? Arrays.copyOf(stream, random.nextInt(stream.length) + 1) : stream;
    }

    // Notifications

    private static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>(SharedData.verbatimFrames());
        corpus.addAll(SharedData.frames("logs-nonvote").subList(0, 40));
        corpus.addAll(SharedData.frames("transaction-nonvote").subList(0, 40));
        for (String text : Wire.EXAMPLES) {
            for (int i = 0; i < 6; i++) {
                corpus.add(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return corpus;
    }

    private static byte[] mutant(List<byte[]> corpus, Random random) {
        byte[] frame = corpus.get(random.nextInt(corpus.size()));
        if (random.nextInt(10) == 0) {
            byte[] other = corpus.get(random.nextInt(corpus.size()));
            int cut = random.nextInt(frame.length);
            byte[] spliced = Arrays.copyOf(frame, cut + other.length - Math.min(cut, other.length));
            System.arraycopy(other, Math.min(cut, other.length), spliced, cut, spliced.length - cut);
            frame = spliced;
        }
        return random.nextInt(6) == 0 || frame.length == 0 ? frame : Mutations.mutate(frame, random);
    }

    private final FrameScanner scanner = new FrameScanner();
    private final Events events = new Events(scanner.notification);
    private final Sweep sweep = new Sweep();

    private void notification(List<byte[]> corpus, Random random) {
        byte[] frame = mutant(corpus, random);
        FrameScanner.Frame kind = scanner.scan(frame, 0, frame.length);
        count(kind == FrameScanner.Frame.GARBAGE ? kind + " " + scanner.fault() : kind.name());
        if (kind == FrameScanner.Frame.NOTIFICATION) {
            for (Kind of : Kind.values()) {
                sweep.event(events.of(of));
            }
            sweep.event(new Events(scanner.notification.copy()).of(Kind.values()[random.nextInt(10)]));
        }
        assertThat(scanner.errorMessage()).isNotNull();
    }

    // Wire transactions

    private final TransactionView view = new TransactionView();

    private void wire(List<byte[]> wires, Random random) {
        byte[] wire = wires.get(random.nextInt(wires.size())).clone();
        int header = 1 + 64 * wire[0];
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int near = random.nextBoolean() ? header : 0;
            int at = Math.min(wire.length - 1, near + random.nextInt(random.nextBoolean() ? 8 : wire.length));
            wire[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
        }
        int length = switch (random.nextInt(12)) {
            case 0 -> random.nextInt(wire.length + 1);
            case 1 -> wire.length + random.nextInt(3);
            case 2 -> random.nextInt(1_300);
            default -> wire.length;
        };
        byte[] padded = new byte[length + 14];
        System.arraycopy(wire, 0, padded, 7, Math.min(length, wire.length));
        TransactionView.Status status = view.wrap(padded, 7, length);
        count(status.name());
        assertThat(status == TransactionView.Status.OK).isEqualTo(readable(Arrays.copyOfRange(padded, 7, 7 + length)));
        if (status == TransactionView.Status.OK) {
            sweep.view(view);
        }
    }

    private static boolean readable(byte[] wire) {
        try {
            SlowTransaction.parse(wire);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
