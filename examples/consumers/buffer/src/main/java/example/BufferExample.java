package example;

import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.TransactionBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Appends to a journal, closes it, opens it again and replays it. */
public final class BufferExample {

    private BufferExample() {}

    /**
     * Runs the example.
     *
     * @param args a directory for the journal; a temporary one if absent
     * @throws IOException if there is no place for a temporary directory
     */
    public static void main(String[] args) throws IOException {
        Path directory = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("journal");
        // snippet
        try (TransactionBuffer buffer = TransactionBuffer.builder(directory).open()) {
            for (String text : new String[] {"launch", "buy", "sell"}) {
                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                long position = buffer.append(bytes, 0, bytes.length, System.nanoTime());
                if (position < 0) {
                    throw new IllegalStateException(TransactionBuffer.describe(position));
                }
            }
        }
        try (TransactionBuffer buffer = TransactionBuffer.builder(directory).open();
                BufferReader reader = buffer.reader(ReadFrom.earliest())) {
            int records = reader.poll((memory, offset, length, position, stamp) -> {}, 1_000);
            System.out.println("replayed " + records + " records, " + buffer.recovery());
        }
        // end snippet
    }
}
