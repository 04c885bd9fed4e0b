/**
 * A memory-mapped journal of transactions that survives a crash.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li><b>P1</b> Committed (commit() returned) survives SIGKILL or exit of the process at any instruction.
 *   <li><b>P2</b> A record at or before durablePosition() survives a crash of the operating system and a loss of power, on a
 *       device that honours flush.
 *   <li><b>P3</b> Recovery never delivers a record that was not committed whole: a bad checksum or length ends the log; the
 *       cut is reported (position, bytes, reason), never silent; what lies beyond is saved aside and zeroed before new
 *       appends.
 *   <li><b>P4</b> A full disk is a checked back-pressure result before any record is accepted, never an InternalError or
 *       SIGBUS (segments are allocated ahead; the next one is in preparation as soon as the current one is in use).
 *   <li><b>P5</b> One writing process: a second opener fails at once with the holder's pid; within the process many
 *       producers.
 *   <li><b>P6</b> A slow retained reader blocks the writer (back-pressure); a reader that is not retained and is overtaken
 *       gets an explicit gap with counts.
 *   <li><b>P7</b> A failed force() ends the log (no retry is taken for success).
 * </ul>
 *
 * <p>What it does not promise: anything about files cut or edited by others while they are open, network file systems, and
 * copy-on-write file systems that run out of space. Without checksums P3 does not hold after a loss of power; without
 * allocation ahead P4 does not hold. A producer that stops for good between claim and commit, while its process lives,
 * holds back readers and durability behind its claim.
 */
module io.trenchbot.buffer {
    requires static chronicle.bytes;
    requires static org.jspecify;

    exports io.trenchbot.buffer;
}
