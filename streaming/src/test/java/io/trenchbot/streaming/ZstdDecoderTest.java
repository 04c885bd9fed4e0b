package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against the reference library: what it compresses is read back, and what it refuses is refused. */
class ZstdDecoderTest {
    private final ZstdDecoder decoder = new ZstdDecoder();

    @Test
    void readsBackWhatTheReferenceCompressesAtEveryLevel() {
        Random random = new Random(5);
        for (byte[] content : contents(random)) {
            for (int level : new int[] {-5, 1, 3, 9, 19}) {
                for (boolean sized : new boolean[] {true, false}) {
                    byte[] frame = compress(content, level, sized, random.nextBoolean());
                    byte[] padded = new byte[frame.length + 9];
                    System.arraycopy(frame, 0, padded, 4, frame.length);
                    byte[] target = new byte[content.length + 7];
                    int room = content.length + random.nextInt(4);
                    assertThat(decoder.decode(padded, 4, frame.length, target, 3, room))
                            .as("level %d, %d bytes", level, content.length)
                            .isEqualTo(content.length);
                    assertThat(Arrays.copyOfRange(target, 3, 3 + content.length))
                            .isEqualTo(content);
                    assertThat(decoder.contentLength(padded, 4, frame.length))
                            .isEqualTo(sized ? content.length : ZstdDecoder.UNKNOWN);
                    if (content.length > 0) {
                        assertThat(decoder.decode(padded, 4, frame.length, target, 3, content.length - 1))
                                .isEqualTo(ZstdDecoder.NO_ROOM);
                    }
                }
            }
        }
    }

    private static byte[] compress(byte[] content, int level, boolean sized, boolean checksum) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(level).setContentSize(sized).setChecksum(checksum);
            return context.compress(content);
        }
    }

    /** Empty, tiny, one byte over and over, noise, text, repeats far apart, and blocks of the recorded chain. */
    private static List<byte[]> contents(Random random) {
        List<byte[]> contents = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 5, 255, 256, 65_791, 131_072, 131_073, 400_000}) {
            contents.add(new byte[length]);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            contents.add(noise);
            byte[] skewed = new byte[length];
            for (int i = 0; i < length; i++) {
                skewed[i] = (byte) Math.min(120, -Math.log(random.nextDouble() + 1e-9) * 6);
            }
            contents.add(skewed);
        }
        byte[] far = new byte[500_000];
        random.nextBytes(far);
        System.arraycopy(far, 10, far, 300_000, 150_000);
        contents.add(far);
        contents.add(
                "the quick brown fox jumps over the lazy dog. ".repeat(3_000).getBytes(StandardCharsets.UTF_8));
        contents.add(SharedData.frames("transaction-nonvote").get(7));
        contents.add(Arrays.copyOf(SharedData.frames("block").get(0), 300_000));
        return contents;
    }

    @Test
    void agreesWithTheReferenceOnMutatedFrames() {
        mutate(20_000, 23);
    }

    @Test
    @Tag("slow")
    void agreesWithTheReferenceOnManyMutatedFrames() {
        mutate(3_000_000, System.nanoTime());
    }

    /** Where the reference reads a frame, ours gives the same bytes; ours reads nothing that the reference does not. */
    private void mutate(int rounds, long seed) {
        Random random = new Random(seed);
        List<byte[]> frames = new ArrayList<>();
        byte[] transaction = SharedData.frames("transaction-nonvote").get(3);
        for (int level : new int[] {1, 3, 9, 19}) {
            frames.add(compress(transaction, level, true, false));
            frames.add(compress(transaction, level, false, false));
            frames.add(compress(new byte[3_000], level, true, false));
            frames.add(compress(Arrays.copyOf(transaction, 40), level, true, false));
        }
        int room = 1 << 15;
        byte[] target = new byte[room];
        int read = 0;
        int refused = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] frame = frames.get(random.nextInt(frames.size())).clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextBoolean()
                        ? random.nextInt(Math.min(64, frame.length))
                        : random.nextInt(frame.length);
                frame[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : frame[at] ^ 1 << random.nextInt(8));
            }
            frame = random.nextInt(8) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length + 3)) : frame;
            int written = decoder.decode(frame, 0, frame.length, target, 0, room);
            String what = "seed " + seed + ", round " + i;
            if (written >= 0) {
                byte[] expected = reference(frame, room, what);
                if (expected != null) {
                    assertThat(Arrays.copyOf(target, written)).as(what).isEqualTo(expected);
                }
                read++;
            } else {
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(rounds / 4);
    }

    /** Null where only the reference refuses: a wrong checksum, or a window that is announced larger than it would hold. */
    private static byte @Nullable [] reference(byte[] frame, int room, String what) {
        byte[] target = new byte[room];
        long written;
        try {
            written = Zstd.decompressByteArray(target, 0, room, frame, 0, frame.length);
        } catch (ZstdException refused) {
            written = -refused.getErrorCode();
        }
        if (!Zstd.isError(written)) {
            return Arrays.copyOf(target, (int) written);
        }
        long code = Zstd.getErrorCode(written);
        assertThat(code).as(what).isIn(Zstd.errChecksumWrong(), Zstd.errFrameParameterWindowTooLarge());
        return null;
    }

    @Test
    void refusesDictionariesAndWhatIsNoFrame() {
        byte[] dictionary = new byte[8_000];
        long trained = Zstd.trainFromBuffer(SharedData.wires().toArray(new byte[0][]), dictionary);
        assertThat(Zstd.isError(trained)).isFalse();
        dictionary = Arrays.copyOf(dictionary, (int) trained);
        byte[] wire = SharedData.wires().get(0);
        byte[] foreign = Zstd.compressUsingDict(wire, dictionary, 3);
        assertThat(decoder.decode(foreign, 0, foreign.length, new byte[2_000], 0, 2_000))
                .isEqualTo(ZstdDecoder.MALFORMED);
        byte[] plain = compress(new byte[100], 3, true, false);
        assertThat(decoder.decode(new byte[0], 0, 0, new byte[9], 0, 9)).isEqualTo(ZstdDecoder.MALFORMED);
        for (int length = 0; length < plain.length; length++) {
            assertThat(decoder.decode(plain, 0, length, new byte[200], 0, 200)).isEqualTo(ZstdDecoder.MALFORMED);
        }
        byte[] longer = Arrays.copyOf(plain, plain.length + 1);
        assertThat(decoder.decode(longer, 0, longer.length, new byte[200], 0, 200))
                .isEqualTo(ZstdDecoder.MALFORMED);
    }
}
