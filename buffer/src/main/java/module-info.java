/**
 * A memory-mapped journal of transactions that survives a crash.
 *
 * <p>What it promises, and the tests that hold it to it:
 *
 * <ul>
 *   <li><b>P1</b> committed (commit() returned) survives SIGKILL/exit of the process at any instruction. {@code CrashTest}
 *   <li><b>P2</b> a record &le; durablePosition() survives OS crash/power loss on a device that honours flush. {@code
 *       DurabilityTest}, {@code PowerCutTest}, {@code DeviceTest}
 *   <li><b>P3</b> recovery never delivers a record that was not committed whole: bad CRC/sequence ends the log; the cut is
 *       reported (position, bytes, reason), never silent; what lies beyond is zeroed before new appends, after it was saved
 *       to a file of its own. A record's sequence is its position, which seeds its CRC. {@code RecoveryTest}, {@code
 *       PowerCutTest}, {@code CrashTest}
 *   <li><b>P4</b> disk full is a checked back-pressure result before any record is accepted, never InternalError/SIGBUS
 *       (pre-allocated segments; next segment ready before the current is 50 % full: its preparation begins with the first
 *       record of the current one, and who appends faster than the device writes is told NOT_READY). {@code DiskFullTest},
 *       {@code HotPathTest}
 *   <li><b>P5</b> one writing process: a second opener fails at once with the holder's pid; in-process many producers.
 *       {@code LockTest}, {@code ConcurrencyTest}
 *   <li><b>P6</b> a slow retained reader blocks the writer (back-pressure); a non-retained reader that is lapped gets an
 *       explicit gap with counts. {@code RetentionTest}
 *   <li><b>P7</b> a failed force() poisons the log (no retry-as-success). {@code DurabilityTest}, {@code DeviceTest}
 * </ul>
 *
 * <p>NOT promised: file truncated/edited by others, network file systems, copy-on-write file systems under ENOSPC. A file
 * that others cut while it is mapped is a typed error where the fault can be caught ({@code CutFileTest}); but writing into
 * an open claim meets the JVM's own InternalError, Java 17 may report that long after the access to whoever runs then, and
 * a checksum that runs into the missing memory ends the JVM.
 *
 * <p>Without checksums P3 does not hold after a loss of power; without pre-allocation P4 does not hold. A producer that
 * stops for good between claim and commit, while its process lives, holds back readers and durability behind its claim.
 */
module io.trenchbot.buffer {
    requires static chronicle.bytes;
    requires static org.jspecify;

    exports io.trenchbot.buffer;
}
