package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mainnet's transactions at 25,000 a second: all arrive, and the node's thread and the clock's are busy less than all the time. */
@Tag("slow")
class ThroughputTest {
    private static final int PER_SECOND = 25_000;
    private static final long CORE_NS_PER_NOTIFICATION = 50_000; // what 20,000 a second on one core may take

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logsSubscribe | [\"allWithVotes\",{\"commitment\":\"processed\"}]",
                "transactionSubscribe | [{},{\"commitment\":\"processed\",\"maxSupportedTransactionVersion\":0}]"
            })
    void oneCoreSendsTwentyThousandASecond(String method, String params) throws Exception {
        Block block = RecordedBlock.read(Recorded.shared().resolve("data/mainnet-block/getBlock.json.zip"));
        try (LocalLedger ledger = new LocalLedger.Builder(new Looping(block))
                        .slotDuration(Duration.ofNanos(block.transactions().size() * 1_000_000_000L / PER_SECOND))
                        .keepTransactions(1)
                        .build();
                LocalNode node = LocalNode.serve(ledger);
                Socket socket = new Socket("127.0.0.1", node.webSocketUrl().getPort())) {
            AtomicLong received = new AtomicLong();
            AtomicLong bytes = new AtomicLong();
            Thread reader = new Thread(() -> read(socket, received, bytes));
            reader.setDaemon(true);
            subscribe(socket, method, params);
            reader.start();
            Thread.sleep(2_000); // warms the code up
            long cpuNs = -cpuNs();
            long count = -received.get();
            long startNs = System.nanoTime();
            Thread.sleep(4_000);
            count += received.get();
            cpuNs += cpuNs();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            System.out.printf(
                    "%s: %.0f/s, %.1f MB/s so far, %.1f us of CPU a notification (node, clock and chain)%n",
                    method, count / seconds, bytes.get() / 6e6, cpuNs / 1e3 / count);
            assertThat(cpuNs / count).isLessThan(CORE_NS_PER_NOTIFICATION);
            assertThat(count / seconds).isGreaterThan(PER_SECOND * 0.8);
            assertThat(node.stats().notificationsLost()).isZero();
        }
    }

    private static long cpuNs() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuNs = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("trenchbot-testkit-")) {
                cpuNs += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return cpuNs;
    }

    private static void subscribe(Socket socket, String method, String params) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(
                ("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        for (int matched = 0; matched < 4; ) {
            matched = in.read() == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
        }
        String padded = String.format("%-100s", params);
        out.write(SlowReader.maskedText(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + padded + "}"));
    }

    /** Counts frames by their lengths. */
    private static void read(Socket socket, AtomicLong received, AtomicLong bytes) {
        try (DataInputStream in =
                new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 18))) {
            while (true) {
                in.readByte();
                int length = in.readByte();
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
                in.skipNBytes(length);
                received.incrementAndGet();
                bytes.addAndGet(length);
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    /** The same transactions in every block. */
    private static final class Looping implements Chain {
        private final Block block;
        private long slot = 1;

        Looping(Block block) {
            this.block = block;
        }

        @Override
        public String genesisHash() {
            return RecordedChain.GENESIS_HASH;
        }

        @Override
        public long slot() {
            return slot;
        }

        @Override
        public Block next() {
            slot++;
            return new Block(slot, slot - 1, slot, slot, "h" + slot, "h", block.transactions(), List.of());
        }

        @Override
        public @Nullable AccountState account(String address) {
            return null;
        }

        @Override
        public List<AccountState> programAccounts(String programAddress) {
            return List.of();
        }

        @Override
        public Execution simulate(byte[] wire) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void submit(byte[] wire) {}
    }
}
