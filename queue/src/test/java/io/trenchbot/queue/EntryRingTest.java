package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class EntryRingTest {
    /** As an application's entry: the largest packet of the network, and its length. */
    static final class Packet {
        final byte[] bytes = new byte[1232];
        int length;
    }

    private static EntryRing<Packet> ring(int capacity) {
        return EntryRing.builder(capacity, Packet::new).build();
    }

    private static boolean publish(EntryRing<Packet> ring, int number) {
        Packet packet = ring.claim();
        if (packet == null) {
            return false;
        }
        packet.length = number;
        ring.publish();
        return true;
    }

    @Test
    void allEntriesAreMadeOnceAndUsedInTurn() {
        Map<Packet, Integer> seen = new IdentityHashMap<>();
        EntryRing<Packet> ring = ring(8);
        for (int i = 0; i < 80; i++) {
            publish(ring, i);
            ring.drain(packet -> seen.merge(packet, 1, Integer::sum), 8);
        }
        assertThat(seen).hasSize(8);
        assertThat(seen.values()).containsOnly(10);
    }

    @Test
    void aSupplierOfNullIsRefusedWhenTheRingIsBuilt() {
        assertThatThrownBy(() -> EntryRing.builder(8, () -> null).build())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("supplier");
    }

    @Test
    void aClaimThatIsNotPublishedIsHandedOutAgain() {
        EntryRing<Packet> ring = ring(8);
        Packet first = ring.claim();
        assertThat(ring.claim()).isSameAs(first);
        assertThat(ring.depth()).isZero();
        ring.publish();
        assertThat(ring.claim()).isNotSameAs(first);
        assertThat(ring.depth()).isEqualTo(1);
    }

    @Test
    void publishNeedsAClaimOfItsOwn() {
        EntryRing<Packet> ring = ring(8);
        assertThatIllegalStateException().isThrownBy(ring::publish);
        ring.claim();
        ring.publish();
        assertThatIllegalStateException().isThrownBy(ring::publish).withMessageContaining("after 1 entries");
        assertThat(ring.pushedCount()).isEqualTo(1);
    }

    @Test
    void aFullRingGivesNoEntryUntilTheBatchIsReleased() {
        EntryRing<Packet> ring = ring(4);
        for (int i = 0; i < 4; i++) {
            assertThat(publish(ring, i)).isTrue();
        }
        assertThat(ring.claim()).isNull();
        assertThat(ring.tryClaim()).isNull();
        assertThat(ring.rejectedCount()).isEqualTo(2);
        assertThat(ring.highWaterCount()).isEqualTo(4);
        List<Long> depths = new ArrayList<>();
        ring.drain(packet -> depths.add(ring.depth()), () -> depths.add(ring.depth()), 3);
        assertThat(depths).as("one release, after the batch").containsExactly(4L, 4L, 4L, 4L);
        assertThat(ring.depth()).isEqualTo(1);
        assertThat(publish(ring, 9)).isTrue();
    }

    @Test
    void endOfBatchRunsOnlyAfterEntries() {
        EntryRing<Packet> ring = ring(4);
        int[] ends = new int[1];
        assertThat(ring.drain(packet -> {}, () -> ends[0]++, 4)).isZero();
        publish(ring, 1);
        assertThat(ring.drain(packet -> {}, () -> ends[0]++, 0)).isZero();
        assertThat(ends[0]).isZero();
        assertThat(ring.drain(packet -> {}, () -> ends[0]++, 4)).isEqualTo(1);
        assertThat(ends[0]).isEqualTo(1);
        assertThat(ring.emptyPollCount()).isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsReleasesWhatItSawAndKeepsTheRest() {
        EntryRing<Packet> ring = ring(8);
        for (int i = 0; i < 5; i++) {
            publish(ring, i);
        }
        assertThatThrownBy(() -> ring.drain(
                        packet -> {
                            if (packet.length == 2) {
                                throw new IllegalStateException("at 2");
                            }
                        },
                        8))
                .hasMessage("at 2");
        List<Integer> rest = new ArrayList<>();
        ring.drain(packet -> rest.add(packet.length), 8);
        assertThat(rest).containsExactly(3, 4);
        assertThat(ring.poppedCount()).isEqualTo(5);
    }

    @Test
    void closeRefusesClaimsYetLetsTheOpenOneBePublished() {
        EntryRing<Packet> ring = ring(8);
        Packet open = ring.claim();
        ring.close();
        ring.close();
        assertThat(ring.isDone()).isTrue();
        open.length = 7;
        ring.publish();
        assertThat(ring.isDone()).isFalse();
        assertThat(ring.claim()).isNull();
        assertThat(ring.claim(IdleStrategy.busySpin(), System.nanoTime() + 1_000_000_000))
                .isNull();
        assertThat(ring.rejectedCount()).isEqualTo(2);
        int[] length = new int[1];
        assertThat(ring.drain(packet -> length[0] = packet.length, 8)).isEqualTo(1);
        assertThat(length[0]).isEqualTo(7);
        assertThat(ring.isDone()).isTrue();
        assertThat(ring.isClosed()).isTrue();
    }

    @Test
    void aDeadlineEndsTheWaitForAnEntry() {
        ManualClock clock = new ManualClock();
        clock.stepNs = 10;
        EntryRing<Packet> ring = EntryRing.builder(4, Packet::new)
                .sampling(Sampling.OFF)
                .nanoClock(clock)
                .build();
        for (int i = 0; i < 4; i++) {
            publish(ring, i);
        }
        int[] idles = new int[1];
        assertThat(ring.claim(() -> idles[0]++, clock.nowNs + 50)).isNull();
        assertThat(idles[0]).isEqualTo(4);
        assertThat(ring.claim(() -> ring.drain(packet -> {}, 1), clock.nowNs + 50))
                .isNotNull();
    }

    @Test
    void underBlockAClaimWaitsForTheConsumerOrTheClose() throws Exception {
        EntryRing<Packet> ring =
                EntryRing.builder(4, Packet::new).overflow(OverflowPolicy.BLOCK).build();
        CompletableFuture<Integer> published = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (publish(ring, count)) {
                count++;
            }
            return count;
        });
        int[] next = new int[1];
        while (next[0] < 50_000) {
            ring.drain(packet -> assertThat(packet.length).isEqualTo(next[0]++), 3);
        }
        ring.close();
        int pushed = published.get(10, TimeUnit.SECONDS);
        while (!ring.isDone()) {
            ring.drain(packet -> assertThat(packet.length).isEqualTo(next[0]++), 3);
        }
        assertThat(next[0]).isEqualTo(pushed);
        assertThat(ring.rejectedCount()).isEqualTo(1);
    }

    /** The consumer must see whole entries, and the producer must never write into one that is being read. */
    @ParameterizedTest
    @EnumSource(Sampling.class)
    void packetsArriveWholeWhateverTheBatch(Sampling sampling) throws Exception {
        int count = 100_000;
        EntryRing<Packet> ring =
                EntryRing.builder(64, Packet::new).sampling(sampling).build();
        Thread producer = new Thread(() -> {
            Random random = new Random(1);
            CRC32C crc = new CRC32C();
            IdleStrategy idle = IdleStrategy.backoff();
            for (int i = 0; i < count; i++) {
                Packet packet = ring.claim(idle, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
                packet.length = 8 + random.nextInt(200);
                ByteBuffer bytes = ByteBuffer.wrap(packet.bytes);
                for (int at = 8; at < packet.length; at++) {
                    packet.bytes[at] = (byte) (i + at);
                }
                crc.reset();
                crc.update(packet.bytes, 8, packet.length - 8);
                bytes.putInt(0, i).putInt(4, (int) crc.getValue());
                ring.publish();
            }
            ring.close();
        });
        producer.start();
        int[] next = new int[1];
        CRC32C crc = new CRC32C();
        Random random = new Random(2);
        IdleStrategy idle = IdleStrategy.backoff();
        while (!ring.isDone()) {
            idle.idle(ring.drain(
                    packet -> {
                        ByteBuffer bytes = ByteBuffer.wrap(packet.bytes);
                        crc.reset();
                        crc.update(packet.bytes, 8, packet.length - 8);
                        if (bytes.getInt(0) != next[0] || bytes.getInt(4) != (int) crc.getValue()) {
                            throw new AssertionError("Packet " + bytes.getInt(0) + " in place of " + next[0]);
                        }
                        next[0]++;
                    },
                    1 + random.nextInt(100)));
        }
        producer.join();
        assertThat(next[0]).isEqualTo(count);
        QueueStats stats = ring.stats();
        assertThat(stats.pushedCount()).isEqualTo(count);
        assertThat(stats.poppedCount()).isEqualTo(count);
        int block = sampling.blockLength();
        assertThat(stats.sampleCount())
                .isBetween(block == 0 ? 0L : count / block, block == 0 ? 0L : count / block + 1L);
    }
}
