package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameParserTest {
    private final List<byte[]> texts = new ArrayList<>();
    private final List<String> controls = new ArrayList<>();
    private final FrameParser parser = parser(1 << 20);
    /** Of each text, the count of reads that had been told of by then. */
    private final List<Integer> readsByText = new ArrayList<>();

    private int reads;

    private FrameParser parser(int maxMessageBytes) {
        return new FrameParser(maxMessageBytes, new FrameParser.Sink() {
            @Override
            public void onRead() {
                reads++;
            }

            @Override
            public void onText(byte[] bytes, int offset, int length) {
                texts.add(Arrays.copyOfRange(bytes, offset, offset + length));
                readsByText.add(reads);
            }

            @Override
            public void onControl(int opcode, byte[] bytes, int offset, int length) {
                controls.add(opcode + ":" + new String(bytes, offset, length, StandardCharsets.US_ASCII));
            }
        });
    }

    @Test
    void tellsOfEachReadBeforeWhatItMakesComplete() throws Exception {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String text : List.of("one", "two", "three")) {
            frame(wire, 0x81, text.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] stream = wire.toByteArray();
        parser.feed(stream, 0, 7);
        parser.feed(stream, 7, 2);
        assertThat(parser.read(new ByteArrayInputStream(stream, 9, stream.length - 9)))
                .isTrue();
        assertThat(parser.read(new ByteArrayInputStream(stream, 0, 0))).isFalse();
        assertThat(readsByText).containsExactly(1, 3, 3);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void deliversEveryPayloadOnceUnderAnySplitting() throws FrameFault {
        Random random = new Random(5);
        List<byte[]> payloads = new ArrayList<>();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int pings = 0;
        for (int i = 0; i < 120; i++) {
            byte[] payload = new byte
                    [switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(126);
                        case 1 -> 126 + random.nextInt(4_000);
                        case 2 -> 65_530 + random.nextInt(12);
                        default -> random.nextInt(3);
                    }];
            random.nextBytes(payload);
            payloads.add(payload);
            if (random.nextInt(4) > 0) {
                frame(wire, 0x81, payload);
            } else {
                int cut = random.nextInt(payload.length + 1);
                frame(wire, 0x01, Arrays.copyOf(payload, cut));
                frame(wire, 0x89, "mid".getBytes(StandardCharsets.US_ASCII));
                pings++;
                frame(wire, 0x80, Arrays.copyOfRange(payload, cut, payload.length));
            }
        }
        byte[] stream = wire.toByteArray();
        for (int round = 0; round < 40; round++) {
            texts.clear();
            controls.clear();
            int most = round == 0 ? 1 : 1 << random.nextInt(18);
            for (int p = 0; p < stream.length; ) {
                int length = Math.min(stream.length - p, 1 + random.nextInt(most));
                byte[] read = new byte[length + 3];
                System.arraycopy(stream, p, read, 2, length);
                parser.feed(read, 2, length);
                p += length;
            }
            assertThat(texts).hasSameSizeAs(payloads);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(Arrays.equals(texts.get(i), payloads.get(i)))
                        .as("round %d, message %d", round, i)
                        .isTrue();
            }
            assertThat(controls).hasSize(pings).allMatch("9:mid"::equals);
        }
    }

    private static void frame(ByteArrayOutputStream out, int first, byte[] payload) {
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65_536) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
    }

    @Test
    void readsTheExamplesOfTheStandard() throws FrameFault {
        feed("810548656c6c6f");
        feed("010348656c80026c6f");
        feed("890548656c6c6f8a0548656c6c6f");
        assertThat(texts).extracting(t -> new String(t, StandardCharsets.UTF_8)).containsExactly("Hello", "Hello");
        assertThat(controls).containsExactly("9:Hello", "10:Hello");
    }

    @Test
    void ignoresWhatFollowsAClose() throws FrameFault {
        feed("880203e8810548656c6c6f");
        assertThat(texts).isEmpty();
        assertThat(controls).hasSize(1);
    }

    @Test
    void refusesWhatTheStandardForbids() {
        assertFault("818537fa213d7f9f4d5158", 1002, "masked");
        assertFault("c10548656c6c6f", 1002, "reserved");
        assertFault("830100", 1002, "opcode 3");
        assertFault("8b00", 1002, "opcode 11");
        assertFault("0900", 1002, "control");
        assertFault("897e007e", 1002, "control");
        assertFault("8000", 1002, "continuation");
        assertFault("01008100", 1002, "inside another");
        assertFault("820100", 1003, "binary");
    }

    @Test
    void refusesALengthBeforeItAllocates() {
        assertFault("817f7fffffffffffffff", 1009, "limit");
        assertFault("817fffffffffffffffff", 1009, "limit");
        assertFault("817f0000000000100001", 1009, "1048577");
        FrameParser small = parser(10);
        assertThatThrownBy(() -> small.feed(HexFormat.of().parseHex("0106010203040506" + "800501"), 0, 11))
                .isInstanceOfSatisfying(
                        FrameFault.class, fault -> assertThat(fault.closeCode).isEqualTo(1009));
    }

    private void feed(String hex) throws FrameFault {
        byte[] bytes = HexFormat.of().parseHex(hex);
        parser.feed(bytes, 0, bytes.length);
    }

    private void assertFault(String hex, int closeCode, String words) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int chunk : new int[] {bytes.length, 1}) {
            FrameParser fresh = parser(1 << 20);
            assertThatThrownBy(() -> {
                        for (int p = 0; p < bytes.length; p += chunk) {
                            fresh.feed(bytes, p, Math.min(chunk, bytes.length - p));
                        }
                    })
                    .isInstanceOfSatisfying(
                            FrameFault.class,
                            fault -> assertThat(fault.closeCode).isEqualTo(closeCode))
                    .hasMessageContaining(words);
        }
    }

    @Test
    void survivesRandomBytes() {
        Random random = new Random(99);
        for (int round = 0; round < 20_000; round++) {
            FrameParser fresh = parser(1 << 16);
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            try {
                fresh.feed(bytes, 0, bytes.length);
            } catch (FrameFault expected) {
                assertThat(expected.closeCode).isBetween(1002, 1009);
            }
        }
    }
}
