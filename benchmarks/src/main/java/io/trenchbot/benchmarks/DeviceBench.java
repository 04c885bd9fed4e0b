package io.trenchbot.benchmarks;

import io.trenchbot.buffer.Durability;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Puts records of 256 bytes on the device: each by itself, or in groups. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // What the setup opens; nothing comes before it.
public class DeviceBench {
    static final int GROUP = 256;
    private static final int PAYLOAD_BYTES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A journal on a device. */
    @State(Scope.Benchmark)
    public abstract static class Durable {
        private final List<byte[]> payloads = Scratch.payloads(PAYLOAD_BYTES);
        private Path folder;
        private TransactionBuffer buffer;
        private int next;

        abstract Durability durability();

        @Setup
        public void start() throws IOException {
            folder = Scratch.onDevice();
            buffer = TransactionBuffer.builder(folder.resolve("journal"))
                    .durability(durability())
                    .singleProducer(true)
                    .open();
        }

        final long append() {
            next = (next + 1) % payloads.size();
            long position = buffer.append(payloads.get(next), 0, PAYLOAD_BYTES);
            while (position < 0) {
                Check.that(position == TransactionBuffer.NOT_READY, TransactionBuffer.describe(position));
                Thread.onSpinWait();
                position = buffer.append(payloads.get(next), 0, PAYLOAD_BYTES);
            }
            return position;
        }

        final void await(long position) throws InterruptedException {
            Check.that(buffer.awaitDurable(position, PATIENCE), "the record is on the device in time");
        }

        final boolean isDurable(long position) {
            return buffer.durablePosition() >= position;
        }

        @TearDown
        public void stop() throws IOException {
            buffer.close();
            Scratch.delete(folder);
        }
    }

    /** Every append waits for the device. */
    public static class Each extends Durable {
        @Override
        Durability durability() {
            return Durability.SYNC;
        }
    }

    /** A background thread writes a group as soon as it is complete. */
    public static class Grouped extends Durable {
        @Override
        Durability durability() {
            return Durability.group(Duration.ofMillis(10), GROUP * (PAYLOAD_BYTES + 16L));
        }
    }

    @Benchmark
    public void each(Each log) {
        long position = log.append();
        Check.that(log.isDurable(position), "the record is on the device");
    }

    @Benchmark
    public void grouped(Grouped log) throws InterruptedException {
        long position = 0;
        for (int i = 0; i < GROUP; i++) {
            position = log.append();
        }
        log.await(position);
    }
}
