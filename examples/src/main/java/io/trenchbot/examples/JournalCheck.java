package io.trenchbot.examples;

import io.trenchbot.JournalRecord;
import io.trenchbot.TransactionVerdict;
import io.trenchbot.buffer.BufferReader;
import io.trenchbot.buffer.ReadFrom;
import io.trenchbot.buffer.TransactionBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The journal, opened anew and read back.
 *
 * @param records how many there are
 * @param matches whether they hold the bytes that the strategy was shown, in that order
 */
record JournalCheck(long records, boolean matches) {
    private static final int POLL_LIMIT = 1_024;

    static JournalCheck of(Path directory, long fromPosition, byte[] fingerprint) {
        MessageDigest digest = Fingerprint.digest();
        long records = 0;
        try (TransactionBuffer journal = TransactionBuffer.builder(directory).open();
                BufferReader reader = journal.reader(ReadFrom.position(fromPosition))) {
            int read;
            do {
                read = reader.poll(
                        (buffer, offset, length, position, stamp) ->
                                add(digest, JournalRecord.read(buffer, offset, length)),
                        POLL_LIMIT);
                records += read;
            } while (read > 0);
        }
        return new JournalCheck(records, Arrays.equals(digest.digest(), fingerprint));
    }

    private static void add(MessageDigest digest, JournalRecord journalled) {
        if (journalled.verdict() != TransactionVerdict.MALFORMED) {
            Fingerprint.add(digest, journalled.wire(), 0, journalled.wire().length);
        }
    }
}
