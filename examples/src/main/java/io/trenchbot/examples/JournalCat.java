package io.trenchbot.examples;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.RecordHandler;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;

/** The records of a journal, one a line. */
final class JournalCat implements RecordHandler.Controlled {
    private static final int POLL_LIMIT = 1_024;

    private final JournalOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final JournalLine line = new JournalLine();
    private long printed;
    private boolean over;

    private JournalCat(JournalOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    static int print(JournalOptions options, PrintStream out, PrintStream err) {
        JournalCat cat = new JournalCat(options, out, err);
        try (BufferReader reader = BufferReader.open(options.directory(), options.start())) {
            int read = 1;
            // Somebody who has seen enough closes the pipe.
            while (read > 0 && !cat.over && cat.printed < options.records() && !out.checkError()) {
                read = reader.controlledPoll(cat, POLL_LIMIT);
            }
        }
        return 0;
    }

    @Override
    public RecordHandler.Action onRecord(ByteBuffer buffer, int offset, int length, long position, long stamp) {
        over = position > options.toPosition() || printed >= options.records();
        if (!over && options.contains(position, stamp)) {
            byte[] payload = new byte[length];
            buffer.get(offset, payload);
            out.println(
                    switch (options.format()) {
                        case JSON -> line.json(payload, position, stamp);
                        case HEX -> position + " " + HexFormat.of().formatHex(payload);
                        case BASE64 -> position + " " + Base64.getEncoder().encodeToString(payload);
                    });
            printed++;
        }
        return over ? RecordHandler.Action.BREAK : RecordHandler.Action.CONTINUE;
    }

    @Override
    public void onGap(long fromPosition, long toPosition, long records) {
        err.println("positions " + fromPosition + " to " + toPosition + " were removed by retention");
    }
}
