package io.trenchbot.benchmarks;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.trenchbot.buffer.Retention;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A message of 64 bytes goes to another thread and comes back: two channels, both threads spin. A call is a few of them,
 * one after the other; the median call has met no other process.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // What open() sets; nothing comes before it.
public class RoundTripBench {
    static final int BATCH = 20;
    private static final int MESSAGE_BYTES = 64;

    /** Two channels and the thread at the other end. */
    @State(Scope.Benchmark)
    public abstract static class Echo {
        private final List<byte[]> messages = Scratch.payloads(MESSAGE_BYTES);
        private final byte[] reply = new byte[MESSAGE_BYTES];
        private final Thread echo = new Thread(this::echo, "echo");
        private volatile boolean stopped;
        private int next;
        Path folder;
        private Channel there;
        private Channel back;

        void begin() {}

        abstract Channel open(int number);

        void end() {}

        @Setup
        public void start() throws IOException {
            folder = Scratch.inMemory();
            begin();
            there = open(1);
            back = open(2);
            echo.setDaemon(true);
            echo.start();
        }

        private void echo() {
            byte[] message = new byte[MESSAGE_BYTES];
            while (!stopped) {
                if (there.receive(message)) {
                    back.send(message);
                }
            }
        }

        final void roundTrips() {
            for (int i = 0; i < BATCH; i++) {
                next = (next + 1) % messages.size();
                there.send(messages.get(next));
                while (!back.receive(reply)) {
                    Thread.onSpinWait();
                }
            }
            Check.that(Arrays.equals(reply, messages.get(next)), "the last message that was sent came back");
        }

        @TearDown
        public void stop() throws IOException, InterruptedException {
            stopped = true;
            echo.join();
            there.close();
            back.close();
            end();
            Scratch.delete(folder);
        }
    }

    /** Rings that stay in the last level of the caches. */
    public static class Ours extends Echo {
        private static final int SEGMENT_BYTES = 1 << 22;

        @Override
        Channel open(int number) {
            return new Channel.Ours(TransactionBuffer.builder(folder.resolve("ring-" + number))
                    .segmentBytes(SEGMENT_BYTES)
                    .retention(Retention.consumed(4 * SEGMENT_BYTES))
                    .checksum(false)
                    .singleProducer(true)
                    .open());
        }
    }

    /** Its driver has no part in what goes between processes of one machine. */
    public static class AeronIpc extends Echo {
        private MediaDriver driver;
        private Aeron aeron;

        @Override
        void begin() {
            driver = MediaDriver.launch(new MediaDriver.Context()
                    .aeronDirectoryName(folder.resolve("aeron").toString())
                    .threadingMode(ThreadingMode.SHARED)
                    .sharedIdleStrategy(new SleepingMillisIdleStrategy(1)));
            aeron = Aeron.connect(new Aeron.Context()
                    .aeronDirectoryName(driver.aeronDirectoryName())
                    .idleStrategy(new SleepingMillisIdleStrategy(1)));
        }

        @Override
        Channel open(int number) {
            return new Channel.AeronIpc(aeron, number);
        }

        @Override
        void end() {
            aeron.close();
            driver.close();
        }
    }

    /** Chronicle Queue. */
    public static class Chronicle extends Echo {
        @Override
        Channel open(int number) {
            return new Channel.Chronicle(SingleChronicleQueueBuilder.binary(
                            folder.resolve("queue-" + number).toFile())
                    .build());
        }
    }

    @Benchmark
    public void ours(Ours echo) {
        echo.roundTrips();
    }

    @Benchmark
    public void aeron(AeronIpc echo) {
        echo.roundTrips();
    }

    @Benchmark
    public void chronicleQueue(Chronicle echo) {
        echo.roundTrips();
    }
}
