package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.streaming.TransactionView.Status;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransactionViewTest {
    private final TransactionView view = new TransactionView();

    @Test
    void readsEveryTransactionOfTheRecordedBlockAsTheSlowParserDoes() {
        List<byte[]> wires = SharedData.wires();
        int signatures = 0;
        int version0 = 0;
        int twoSigners = 0;
        int bytes = 0;
        int votes = 0;
        for (byte[] wire : wires) {
            byte[] moved = new byte[wire.length + 7];
            System.arraycopy(wire, 0, moved, 5, wire.length);
            assertThat(view.wrap(moved, 5, wire.length)).isEqualTo(Status.OK);
            assertSame(SlowTransaction.parse(wire), moved, 5);
            signatures += view.signatureCount();
            version0 += view.version() == 0 ? 1 : 0;
            twoSigners += view.signatureCount() == 2 ? 1 : 0;
            votes += TransactionMatcher.simpleVote(view) ? 1 : 0;
            bytes += view.length();
        }
        assertThat(wires).hasSize(1_790);
        assertThat(signatures).isEqualTo(1_810);
        assertThat(version0).isEqualTo(647);
        assertThat(twoSigners).isEqualTo(20);
        assertThat(votes).isEqualTo(1_035);
        assertThat(bytes).isEqualTo(880_896);
    }

    @Test
    void knowsTheSignaturesThatTheLogsOfTheBlockName() throws Exception {
        List<byte[]> wires = SharedData.wires();
        List<byte[]> frames = SharedData.frames("logs-nonvote");
        List<String> named = frames.stream()
                .map(frame -> {
                    FrameScanner scanner = new FrameScanner();
                    scanner.scan(frame, 0, frame.length);
                    return scanner.notification.signature.text();
                })
                .toList();
        List<String> encoded = wires.stream()
                .filter(wire -> view.wrap(wire, 0, wire.length) == Status.OK && !TransactionMatcher.simpleVote(view))
                .map(wire -> Base58.encode(wire, 1, 64))
                .toList();
        assertThat(encoded).isEqualTo(named);
    }

    @Test
    void agreesWithTheSlowParserOnMutatedBytes() {
        long seed = 0x5eedL;
        Random random = new Random(seed);
        List<byte[]> wires = SharedData.wires();
        Map<Status, Integer> seen = new EnumMap<>(Status.class);
        for (int i = 0; i < 200_000; i++) {
            byte[] wire = mutate(wires.get(random.nextInt(wires.size())).clone(), random);
            Status status = view.wrap(wire, 0, wire.length);
            seen.merge(status, 1, Integer::sum);
            SlowTransaction slow;
            try {
                slow = SlowTransaction.parse(wire);
            } catch (RuntimeException refused) {
                assertThat(status).as("seed %d, round %d", seed, i).isNotEqualTo(Status.OK);
                continue;
            }
            assertThat(status).as("seed %d, round %d", seed, i).isEqualTo(Status.OK);
            assertSame(slow, wire, 0);
        }
        assertThat(seen.keySet())
                .contains(
                        Status.OK,
                        Status.TRUNCATED,
                        Status.TRAILING_BYTES,
                        Status.BAD_LENGTH,
                        Status.BAD_SIGNATURE_COUNT,
                        Status.UNSUPPORTED_VERSION,
                        Status.BAD_HEADER,
                        Status.BAD_INDEX,
                        Status.BAD_LOOKUP_TABLE);
    }

    /** Mostly in the fields that steer the walk, which are few among keys and signatures. */
    private static byte[] mutate(byte[] wire, Random random) {
        SlowTransaction slow = SlowTransaction.parse(wire);
        int keysAt = slow.messageStart + (slow.version == 0 ? 5 : 4);
        int tailAt = keysAt + 32 * slow.keys.size() + 32;
        for (int flips = random.nextInt(3); flips >= 0; flips--) {
            int at = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(wire.length);
                case 1 -> slow.messageStart + random.nextInt(5);
                default -> tailAt + random.nextInt(wire.length - tailAt);
            };
            wire[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (wire[at] ^ 1 << random.nextInt(8));
                case 2 -> (byte) (wire[at] + 1);
                default -> (byte) (wire[at] - 1);
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(wire, random.nextInt(wire.length + 1));
            case 1 -> Arrays.copyOf(wire, wire.length + 1 + random.nextInt(4));
            default -> wire;
        };
    }

    @Test
    void givesAStatusForEachKindOfHostileBytes() {
        byte[] wire = SharedData.wires().get(0);
        assertThat(view.wrap(wire, 0, 0)).isEqualTo(Status.TRUNCATED);
        assertThat(view.wrap(new byte[1_233], 0, 1_233)).isEqualTo(Status.TOO_LONG);
        assertThat(view.wrap(new byte[10], 0, 10)).isEqualTo(Status.BAD_SIGNATURE_COUNT);
        assertThat(view.wrap(new byte[] {(byte) 0x80, 0}, 0, 2)).isEqualTo(Status.BAD_LENGTH);
        assertThat(view.wrap(new byte[] {(byte) 0xff, (byte) 0xff, 4}, 0, 3)).isEqualTo(Status.BAD_LENGTH);
        for (int length = 0; length < wire.length; length++) {
            assertThat(view.wrap(wire, 0, length)).as("cut at %d", length).isNotEqualTo(Status.OK);
        }
        assertThatThrownBy(() -> view.wrap(wire, 1, wire.length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void assertSame(SlowTransaction slow, byte[] wire, int offset) {
        assertThat(view.version()).isEqualTo(slow.version);
        assertThat(view.signatureCount()).isEqualTo(slow.signatures.size());
        for (int i = 0; i < slow.signatures.size(); i++) {
            assertBytes(wire, view.signatureOffset(i), slow.signatures.get(i));
        }
        assertThat(view.messageOffset()).isEqualTo(offset + slow.messageStart);
        assertThat(view.keyCount()).isEqualTo(slow.keys.size());
        for (int i = 0; i < slow.keys.size(); i++) {
            assertBytes(wire, view.keyOffset(i), slow.keys.get(i));
            boolean writable =
                    i < slow.header[0] ? i < slow.header[0] - slow.header[1] : i < slow.keys.size() - slow.header[2];
            assertThat(view.writable(i)).isEqualTo(writable);
        }
        assertBytes(wire, view.recentBlockhashOffset(), slow.blockhash);
        assertThat(view.instructionCount()).isEqualTo(slow.instructions.size());
        for (int i = 0; i < slow.instructions.size(); i++) {
            SlowTransaction.Instruction instruction = slow.instructions.get(i);
            assertThat(view.programIndex(i)).isEqualTo(instruction.program());
            assertThat(view.accountIndexCount(i)).isEqualTo(instruction.accounts().length);
            assertBytes(wire, view.accountIndexOffset(i), instruction.accounts());
            assertThat(view.dataLength(i)).isEqualTo(instruction.data().length);
            assertBytes(wire, view.dataOffset(i), instruction.data());
        }
        assertThat(view.tableCount()).isEqualTo(slow.tables.size());
        int loaded = 0;
        for (int i = 0; i < slow.tables.size(); i++) {
            SlowTransaction.Table table = slow.tables.get(i);
            assertBytes(wire, view.tableOffset(i), table.key());
            assertThat(view.writableIndexCount(i)).isEqualTo(table.writable().length);
            assertBytes(wire, view.writableIndexOffset(i), table.writable());
            assertThat(view.readonlyIndexCount(i)).isEqualTo(table.readonly().length);
            assertBytes(wire, view.readonlyIndexOffset(i), table.readonly());
            loaded += table.writable().length + table.readonly().length;
        }
        assertThat(view.loadedKeyCount()).isEqualTo(loaded);
    }

    private static void assertBytes(byte[] wire, int offset, byte[] expected) {
        if (!Arrays.equals(wire, offset, offset + expected.length, expected, 0, expected.length)) {
            assertThat(Arrays.copyOfRange(wire, offset, offset + expected.length))
                    .isEqualTo(expected);
        }
    }
}
