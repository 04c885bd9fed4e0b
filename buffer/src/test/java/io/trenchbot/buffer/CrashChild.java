package io.trenchbot.buffer;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * A process that appends until it is killed, and says in a second mapped file what it knows to be committed. Record n of
 * thread t has a payload that follows from t and n, so that a reader can tell a record that is whole from one that is not.
 */
final class CrashChild {

    static final int SEGMENT_BYTES = 1 << 16;
    static final int KEPT_BYTES = 8 * SEGMENT_BYTES;
    static final int ACK_BYTES = 64;
    static final int PAYLOAD_BYTES_MAX = 600;

    /** Of a lone producer one record in so many goes through a claim; the others take the way without one. */
    private static final int LONE_CLAIM_EVERY = 64;

    private static final int CLAIM_EVERY = 4;

    private CrashChild() {}

    /** What a child does: the name of its appender, its producers, and what its journal is asked to be. */
    record Setting(String appender, int threads, boolean checksums, Durability.Kind durability) {

        static final String JOURNAL = "JOURNAL";

        static Setting many(int threads) {
            return new Setting(JOURNAL, threads, true, Durability.Kind.PROCESS);
        }

        static Setting lone(boolean checksums, Durability.Kind durability) {
            return new Setting(JOURNAL, 1, checksums, durability);
        }

        static Setting mutant(MutantAppender.Fault fault, int threads, boolean checksums) {
            return new Setting(fault.name(), threads, checksums, Durability.Kind.PROCESS);
        }

        static Setting of(String[] args, int from) {
            return new Setting(
                    args[from],
                    Integer.parseInt(args[from + 1]),
                    Boolean.parseBoolean(args[from + 2]),
                    Durability.Kind.valueOf(args[from + 3]));
        }

        List<String> args() {
            return List.of(appender, Integer.toString(threads), Boolean.toString(checksums), durability.name());
        }

        boolean isLone() {
            return threads == 1;
        }
    }

    /** What appends: the journal, or one of the mutants that the harness has to find out. */
    interface Appender {

        /** Appends the payload and acknowledges its position. */
        void append(byte[] payload, int length, LongConsumer acknowledge) throws IOException;
    }

    /** Directory, acknowledgement file, setting. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Setting setting = Setting.of(args, 2);
        MappedByteBuffer acks = mapAcks(Path.of(args[1]), setting.threads());
        Appender appender = setting.appender().equals(Setting.JOURNAL)
                ? journal(directory, setting)
                : new MutantAppender(directory, MutantAppender.Fault.valueOf(setting.appender()), setting.checksums());
        for (int thread = 0; thread < setting.threads(); thread++) {
            int me = thread;
            new Thread(() -> run(me, appender, acks)).start();
        }
        System.out.println("running");
        // The parent holds the other end; when it is gone, so are we.
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }

    static MappedByteBuffer mapAcks(Path file, int threads) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer acks = channel.map(MapMode.READ_WRITE, 0, (long) threads * ACK_BYTES);
            acks.order(ByteOrder.LITTLE_ENDIAN);
            return acks;
        }
    }

    private static Appender journal(Path directory, Setting setting) {
        int claimEvery = setting.isLone() ? LONE_CLAIM_EVERY : CLAIM_EVERY;
        TransactionBuffer buffer = TransactionBuffer.builder(directory)
                .segmentBytes(SEGMENT_BYTES)
                .segmentsAhead(3)
                .singleProducer(setting.isLone())
                .checksum(setting.checksums())
                .durability(durability(setting.durability()))
                .retention(Retention.bytes(KEPT_BYTES))
                .open();
        return (payload, length, acknowledge) -> {
            long position = 0;
            while (position <= 0) {
                position = accepted(
                        (payload[8] & (claimEvery - 1)) == 0
                                ? appendByClaim(buffer, payload, length)
                                : buffer.append(payload, 0, length, payload[8]));
            }
            acknowledge.accept(position);
        };
    }

    private static Durability durability(Durability.Kind kind) {
        return kind == Durability.Kind.GROUP ? Durability.group(Duration.ofMillis(1), 1 << 14) : Durability.PROCESS;
    }

    private static long accepted(long result) {
        if (result < TransactionBuffer.DISK_FULL) {
            throw new IllegalStateException(TransactionBuffer.describe(result));
        }
        return result;
    }

    /** A claim is given up first, so that padding lies between the records. */
    private static long appendByClaim(TransactionBuffer buffer, byte[] payload, int length) {
        try (Claim aborted = buffer.claim(length)) {
            if (aborted.isGranted()) {
                aborted.put(0, payload, 0, length / 2);
            }
        }
        try (Claim claim = buffer.claim(length, payload[8])) {
            if (!claim.isGranted()) {
                return claim.position();
            }
            for (int at = 0; at < length; at++) {
                claim.putByte(at, payload[at]);
            }
            return claim.commit();
        }
    }

    private static void run(int thread, Appender appender, MappedByteBuffer acks) {
        byte[] payload = new byte[PAYLOAD_BYTES_MAX];
        for (long number = 1; ; number++) {
            int length = fill(payload, thread, number);
            long acknowledged = number;
            try {
                appender.append(payload, length, position -> {
                    acks.putLong(thread * ACK_BYTES + 8, position);
                    VarHandle.releaseFence();
                    acks.putLong(thread * ACK_BYTES, acknowledged);
                });
            } catch (Throwable t) {
                t.printStackTrace();
                Runtime.getRuntime().halt(3);
            }
        }
    }

    /** Payload of record {@code number} of a thread: thread, number and bytes that follow from both; its length. */
    static int fill(byte[] payload, int thread, long number) {
        SplittableRandom random = new SplittableRandom(thread * 1_000_003L + number);
        int length = 16 + random.nextInt(PAYLOAD_BYTES_MAX - 16);
        ByteBuffer.wrap(payload).putLong(0, number).putInt(8, random.nextInt()).putInt(12, thread);
        byte pattern = (byte) random.nextInt();
        for (int at = 16; at < length; at++) {
            payload[at] = (byte) (pattern + at);
        }
        return length;
    }
}
