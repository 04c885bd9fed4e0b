package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wire bytes and account data in every encoding that a server may send. */
class EncodingsTest {
    private static final String KEY = "Vote111111111111111111111111111111111111111";

    private final FrameScanner scanner = new FrameScanner();
    private final Events events = new Events(scanner.notification);

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("base64", ",\"base64\"]"),
                Arguments.of("base58", ",\"base58\"]"),
                Arguments.of("base58", "]"),
                Arguments.of("base58", ""),
                Arguments.of("base64+zstd", ",\"base64+zstd\"]"));
    }

    private static String encode(byte[] bytes, String encoding) {
        return switch (encoding) {
            case "base58" -> base58(bytes);
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            default -> Base64.getEncoder().encodeToString(Zstd.compress(bytes));
        };
    }

    /** By long division, apart from the code under test. */
    private static String base58(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (BigInteger n = new BigInteger(1, bytes); n.signum() > 0; n = n.divide(BigInteger.valueOf(58))) {
            text.append("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
                    .charAt(n.mod(BigInteger.valueOf(58)).intValue()));
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            text.append('1');
        }
        return text.reverse().toString();
    }

    private void scan(String result, String method) {
        byte[] frame = ("{\"method\":\"" + method + "\",\"params\":{\"subscription\":1,\"result\":" + result + "}}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(scanner.scan(frame, 0, frame.length)).isEqualTo(FrameScanner.Frame.NOTIFICATION);
    }

    private static String payload(byte[] bytes, String encoding, String rest) {
        return (rest.isEmpty() ? "" : "[") + "\"" + encode(bytes, encoding) + "\"" + rest;
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void transactionsAreDecodedIntoTheCallersBytes(String encoding, String rest) {
        List<byte[]> wires = SharedData.wires();
        for (int i = 0; i < wires.size(); i += 37) {
            byte[] wire = wires.get(i);
            scan(
                    "{\"slot\":5,\"transaction\":{\"meta\":null,\"transaction\":" + payload(wire, encoding, rest)
                            + "}}",
                    "transactionNotification");
            byte[] target = new byte[wire.length + 20];
            assertThat(events.transaction.decodeWire(target, 11)).isEqualTo(wire.length);
            assertThat(Arrays.copyOfRange(target, 11, 11 + wire.length)).isEqualTo(wire);
            assertThat(events.transaction.wireLength()).isEqualTo(wire.length);
            assertThat(events.transaction.signature()).isEqualTo(base58(Arrays.copyOfRange(wire, 1, 65)));
            assertThatThrownBy(() -> events.transaction.decodeWire(new byte[wire.length - 1], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void accountsAreDecodedIntoTheCallersBytes(String encoding, String rest) {
        Random random = new Random(9);
        AccountEvent event = (AccountEvent) events.of(Kind.ACCOUNT);
        for (int length : new int[] {0, 1, 31, 128, 200, 1_000}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            Arrays.fill(data, 0, length / 4, (byte) 0);
            scan(
                    "{\"context\":{\"slot\":5},\"value\":{\"lamports\":1,\"space\":" + length + ",\"data\":"
                            + payload(data, encoding, rest) + "}}",
                    "accountNotification");
            assertThat(event.dataLength()).isEqualTo(length);
            byte[] target = new byte[length + 3];
            assertThat(event.decodeData(target, 2)).isEqualTo(length);
            assertThat(Arrays.copyOfRange(target, 2, 2 + length)).isEqualTo(data);
            if (length > 0) {
                assertThatThrownBy(() -> event.decodeData(new byte[length - 1], 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void whatIsNotOfItsEncodingHasNoBytes() {
        AccountEvent event = (AccountEvent) events.of(Kind.ACCOUNT);
        for (String data : new String[] {
            "[\"0OIl\",\"base58\"]",
            "[\"" + "2".repeat(3_000) + "\",\"base58\"]",
            "\"error: data too large for bs58 encoding\"",
            "[\"AAAA\",\"base64+zstd\"]",
            "[\"****\",\"base64+zstd\"]",
            "[\"\",\"base64+zstd\"]",
            "[\"AAAA\",\"jsonParsed\"]",
            "{\"program\":\"spl-token\"}",
            "null"
        }) {
            scan("{\"context\":{\"slot\":5},\"value\":{\"space\":3,\"data\":" + data + "}}", "accountNotification");
            assertThat(event.decodeData(new byte[100], 0)).as(data).isEqualTo(-1);
            scan(
                    "{\"slot\":5,\"transaction\":{\"transaction\":" + (data.startsWith("{") ? "null" : data) + "}}",
                    "transactionNotification");
            assertThat(events.transaction.decodeWire(new byte[2_000], 0))
                    .as(data)
                    .isEqualTo(-1);
            assertThat(events.transaction.wireLength()).isEqualTo(-1);
            assertThat(events.transaction.signature()).isEmpty();
        }
        byte[] bomb = Zstd.compress(new byte[50_000_000]);
        scan(
                "{\"slot\":5,\"transaction\":{\"transaction\":[\""
                        + Base64.getEncoder().encodeToString(bomb) + "\",\"base64+zstd\"]}}",
                "transactionNotification");
        assertThat(events.transaction.wireLength()).isEqualTo(-1);
        assertThat(events.transaction.decodeWire(new byte[2_000], 0)).isEqualTo(-1);
    }

    @Test
    void accountsArriveCompressedFromANode() throws Exception {
        AtomicInteger plain = new AtomicInteger();
        AtomicInteger packed = new AtomicInteger();
        var states = new ConcurrentHashMap<String, byte[]>();
        List<String> differences = new ArrayList<>();
        try (Feed feed = new Feed(1)) {
            feed.start(feed.builder()
                    .subscribe(Subscription.program(KEY, e -> {
                        states.merge(e.slot() + e.address(), data(e), (a, b) -> Arrays.equals(a, b) ? a : new byte[0]);
                        plain.incrementAndGet();
                    }))
                    .subscribe(Subscription.program(KEY, e -> {
                                states.merge(
                                        e.slot() + e.address(),
                                        data(e),
                                        (a, b) -> Arrays.equals(a, b) ? a : new byte[0]);
                                packed.incrementAndGet();
                            })
                            .compressed()));
            Recorder.await("both", Feed.SOON, () -> plain.get() > 50 && packed.get() > 50);
            states.forEach((key, data) -> {
                if (data.length == 0) {
                    differences.add(key);
                }
            });
            assertThat(differences).isEmpty();
            assertThat(feed.recorder.failures).isEmpty();
        }
    }

    private static byte[] data(AccountEvent event) {
        byte[] data = new byte[event.dataLength()];
        assertThat(event.decodeData(data, 0)).isEqualTo(data.length).isPositive();
        return data;
    }
}
