package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongConsumer;

/** Calls everything that an event or a view offers; whatever bytes it came from, nothing may throw. */
final class Sweep {
    private final byte[] bytes = new byte[1 << 16];
    private long sum;
    private final LongConsumer read = value -> sum += value;

    void event(StreamEvent event) {
        read.accept(event.slot() + event.receivedNs() + event.endpoint() + (event.backfilled() ? 1 : 0));
        if (event instanceof TransactionEvent e) {
            transaction(e);
        } else if (event instanceof LogsEvent e) {
            text(e.signature(), e.errorJson(), e.failed() ? "failed" : "");
            for (int i = 0; i < e.logCount(); i++) {
                text(e.log(i));
                read.accept(e.buffer()[e.logOffset(i)] + e.logLength(i));
            }
        } else if (event instanceof AccountEvent e) {
            account(e);
        } else if (event instanceof SignatureEvent e) {
            text(e.signature(), e.errorJson(), e.received() ? "received" : "", e.failed() ? "failed" : "");
        } else if (event instanceof SlotEvent e) {
            read.accept(e.parent() + e.root());
        } else if (event instanceof SlotUpdateEvent e) {
            text(e.kind().name(), e.errorJson(), e.statsJson());
            read.accept(e.parent() + e.timestampMs());
        } else if (event instanceof BlockEvent e) {
            text(e.blockhash(), e.errorJson());
            read.accept(e.parentSlot() + e.blockHeight() + e.blockTimeSeconds());
            read.accept(e.transactions(this::transaction));
        } else if (event instanceof VoteEvent e) {
            text(e.voteAccount(), e.slotsJson(), e.hash(), e.signature());
            read.accept(e.timestampSeconds());
        }
    }

    private void transaction(TransactionEvent e) {
        text(e.signature(), e.errorJson(), e.source().name());
        int length = e.wireLength();
        int written = e.decodeWire(bytes, 3);
        assertThat(written).isIn(length, -1);
        read.accept(e.signature(bytes, 2_000));
        for (int i = 0; i < e.logCount(); i++) {
            text(e.log(i));
        }
    }

    private void account(AccountEvent e) {
        text(e.address(), e.owner(), e.executable() ? "program" : "", e.reverted() ? "reverted" : "");
        read.accept(e.lamports() + e.rentEpoch() + e.spaceBytes() + e.dataLength());
        try {
            read.accept(e.decodeData(bytes, 0));
        } catch (IndexOutOfBoundsException noRoom) {
            // Its documented outcome where the data are longer than the target.
            assertThat(noRoom).hasMessageContaining("no room");
        }
    }

    /** All offsets lie inside the transaction. */
    void view(TransactionView view) {
        int end = view.offset() + view.length();
        inside(view.messageOffset(), view.messageLength(), view, end);
        inside(view.recentBlockhashOffset(), 32, view, end);
        read.accept(view.version() + view.loadedKeyCount());
        for (int i = 0; i < view.signatureCount(); i++) {
            inside(view.signatureOffset(i), 64, view, end);
        }
        for (int i = 0; i < view.keyCount(); i++) {
            inside(view.keyOffset(i), 32, view, end);
            read.accept(view.writable(i) ? 1 : 0);
        }
        for (int i = 0; i < view.instructionCount(); i++) {
            assertThat(view.programIndex(i)).isBetween(1, view.keyCount() - 1);
            inside(view.accountIndexOffset(i), view.accountIndexCount(i), view, end);
            inside(view.dataOffset(i), view.dataLength(i), view, end);
        }
        for (int i = 0; i < view.tableCount(); i++) {
            inside(view.tableOffset(i), 32, view, end);
            inside(view.writableIndexOffset(i), view.writableIndexCount(i), view, end);
            inside(view.readonlyIndexOffset(i), view.readonlyIndexCount(i), view, end);
        }
    }

    private static void inside(int offset, int length, TransactionView view, int end) {
        assertThat(offset).isGreaterThanOrEqualTo(view.offset());
        assertThat(offset + length).isLessThanOrEqualTo(end);
    }

    private void text(String... texts) {
        for (String text : texts) {
            read.accept(text == null ? 0 : text.length());
        }
    }

    long sum() {
        return sum;
    }
}
