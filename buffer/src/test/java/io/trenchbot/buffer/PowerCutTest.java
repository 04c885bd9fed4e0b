package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.buffer.JournalTest.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P2 and P3 against a model of a loss of power: every unit of the files that was written after the last force is on the
 * device or is not, each by itself. The model is harsher than a disk that writes in order.
 */
class PowerCutTest {

    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path directory;

    @Test
    void durableRecordsAreThereAndNothingTornIsDelivered() throws IOException {
        Outcome outcome = cut(true, 60, 50);
        assertThat(outcome.tornDelivered).isZero();
        assertThat(outcome.durableLost).isZero();
        assertThat(outcome.cuts).as("images that were cut").isGreaterThan(300);
    }

    @Test
    @Tag("slow")
    void fiftyThousandImages() throws IOException {
        Outcome outcome = cut(true, 500, 100);
        assertThat(outcome.tornDelivered).isZero();
        assertThat(outcome.durableLost).isZero();
    }

    @Test
    void withoutChecksumsTheModelDeliversTornRecords() throws IOException {
        // The control: a harness that cannot see torn records proves nothing.
        assertThat(cut(false, 20, 50).tornDelivered).isGreaterThan(50);
    }

    private static final class Outcome {
        int images;
        int cuts;
        int tornDelivered;
        int durableLost;
    }

    /** What the device holds, as of each segment's forces. */
    private static final class Device implements Committed.Device {

        final List<byte[]> held = new ArrayList<>();
        final List<Segment> segments = new ArrayList<>();

        @Override
        public synchronized void force(Segment segment, int from, int bytes) {
            see(segment);
            segment.buffer().get(from, held.get(segments.indexOf(segment)), from, bytes);
        }

        /** A segment is on the device as it was prepared before anything goes into it. */
        synchronized void see(Segment segment) {
            if (!segments.contains(segment)) {
                byte[] prepared = new byte[segment.limit()];
                segment.header().writeTo(java.nio.ByteBuffer.wrap(prepared).order(java.nio.ByteOrder.LITTLE_ENDIAN));
                segments.add(segment);
                held.add(prepared);
            }
        }
    }

    private Outcome cut(boolean checksum, int logs, int imagesEach) throws IOException {
        Outcome outcome = new Outcome();
        for (int seed = 0; seed < logs; seed++) {
            Random random = new Random(seed);
            Device device = new Device();
            Path log = CrashHarness.fastDirectory(directory.resolve("log" + checksum + seed));
            try (TransactionBuffer buffer = TransactionBuffer.builder(log)
                    .segmentBytes(SEGMENT)
                    .segmentsAhead(4)
                    .checksum(checksum)
                    .open(device)) {
                List<Entry> written = new ArrayList<>();
                int rounds = 1 + random.nextInt(5);
                for (int round = 0; round < rounds; round++) {
                    buffer.force();
                    written.addAll(JournalTest.fill(buffer, 20 + random.nextInt(100), 1_500, seed * 100L + round));
                }
                long durable = buffer.durablePosition();
                List<List<byte[]>> sides = bothSides(buffer, device);
                for (int shot = 0; shot < imagesEach; shot++) {
                    check(
                            mix(sides.get(0), sides.get(1), random, shot % 2 == 0 ? 512 : 4096),
                            written,
                            durable,
                            outcome);
                }
            }
            CrashHarness.delete(log);
        }
        System.out.printf(
                "%d images, checksums %b: %d cut, %d with torn records delivered, %d with durable records lost%n",
                outcome.images, checksum, outcome.cuts, outcome.tornDelivered, outcome.durableLost);
        return outcome;
    }

    /** What the device holds and what memory holds, at one moment: the keeper forces meanwhile. */
    private static List<List<byte[]>> bothSides(TransactionBuffer buffer, Device device) {
        synchronized (device) {
            List<byte[]> held = new ArrayList<>();
            List<byte[]> memory = new ArrayList<>();
            for (Segment segment : buffer.segments()) {
                device.see(segment);
            }
            for (int at = 0; at < device.segments.size(); at++) {
                held.add(device.held.get(at).clone());
                memory.add(Image.bytes(device.segments.get(at)));
            }
            return List.of(held, memory);
        }
    }

    private static Image mix(List<byte[]> held, List<byte[]> memory, Random random, int unit) {
        Image image = new Image(held);
        int percent = random.nextInt(101);
        for (int part = 0; part < image.size(); part++) {
            for (int at = 0; at < SEGMENT; at += unit) {
                if (random.nextInt(100) < percent) {
                    System.arraycopy(memory.get(part), at, image.part(part), at, unit);
                }
            }
        }
        return image;
    }

    private static void check(Image image, List<Entry> written, long durable, Outcome outcome) throws IOException {
        Image.Recovered found = image.recover();
        List<Entry> entries = found.entries();
        outcome.images++;
        outcome.cuts += found.cut().isPresent() ? 1 : 0;
        if (entries.size() > written.size()
                || !written.subList(0, entries.size()).equals(entries)) {
            outcome.tornDelivered++;
        }
        long last = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).position();
        if (last < durable) {
            outcome.durableLost++;
        }
    }
}
