package io.trenchbot.benchmarks;

import io.trenchbot.streaming.LogsEvent;
import io.trenchbot.streaming.SolanaStream;
import io.trenchbot.streaming.Subscription;
import io.trenchbot.streaming.TransactionEvent;
import io.trenchbot.streaming.TransactionFilter;
import java.net.URI;
import java.util.Arrays;

/** Our client: the stream with a handler that reads slot, signature, error, every log line, and the wire bytes. */
final class OurClient implements AutoCloseable {
    private final Arrivals arrivals;
    private final byte[] wire = new byte[1_232];
    private final byte[] signature = new byte[TransactionEvent.SIGNATURE_TEXT_BYTES];
    private final SolanaStream stream;

    OurClient(URI url, Recording recording, Arrivals arrivals) {
        this.arrivals = arrivals;
        this.stream = SolanaStream.builder()
                .endpoint(url)
                .subscribe(
                        switch (recording) {
                            case LOGS -> Subscription.logs(this::logs);
                            case TRANSACTIONS -> Subscription.transactions(TransactionFilter.all(), this::transaction);
                            case BLOCK -> Subscription.block(block -> block.transactions(this::inBlock));
                        })
                .build()
                .start();
    }

    private void inBlock(TransactionEvent event) {
        int wireBytes = event.decodeWire(wire, 0);
        if (arrivals.keeps()) {
            int hash = Arrays.hashCode(Arrays.copyOf(wire, wireBytes));
            arrivals.keep(hash + " " + event.failed() + " " + event.logCount());
        }
        arrivals.arrived(wireBytes + (event.failed() ? 1 : 0) + event.logCount());
    }

    private void logs(LogsEvent event) {
        if (arrivals.keeps()) {
            StringBuilder text = Notifications.text(event.slot(), event.signature(), event.failed());
            for (int i = 0; i < event.logCount(); i++) {
                text.append(' ').append(event.log(i));
            }
            arrivals.keep(text.toString());
        }
        long read = event.slot() + event.signature(signature, 0) + (event.failed() ? 1 : 0);
        for (int i = 0; i < event.logCount(); i++) {
            read += event.logLength(i);
        }
        arrivals.arrived(read);
    }

    private void transaction(TransactionEvent event) {
        int wireBytes = event.decodeWire(wire, 0);
        if (arrivals.keeps()) {
            StringBuilder text = Notifications.text(event.slot(), event.signature(), event.failed());
            text.append(' ').append(Arrays.hashCode(Arrays.copyOf(wire, wireBytes)));
            arrivals.keep(text.append(' ').append(event.logCount()).toString());
        }
        arrivals.arrived(
                event.slot() + event.signature(signature, 0) + (event.failed() ? 1 : 0) + wireBytes + event.logCount());
    }

    @Override
    public void close() {
        stream.close();
    }
}
