package io.trenchbot.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The negative control: an append that puts the length into the log before the payload. It must be seen to fail, or the
 * passes of the others mean nothing.
 */
@JCStressTest
@Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or all of it")
@Outcome(expect = Expect.FORBIDDEN)
@State
public class ControlStress {
    private final SmallLog log = new SmallLog(4 * SmallLog.RECORD_BYTES);

    @Actor
    public void lengthBeforePayload() {
        int at = SegmentHeader.BYTES;
        int word = Frame.HEADER_BYTES + Long.BYTES;
        byte[] payload = {1, 1, 1, 1, 1, 1, 1, 1};
        Frame.wordRelease(log.first.buffer(), at, word);
        Frame.stamp(log.first.buffer(), at, 1);
        log.first.buffer().put(at + Frame.HEADER_BYTES, payload);
        int sum = Checksum.ofSharedMemory().ofArray(log.first, at, word, 1, payload, 0, payload.length);
        Frame.checksum(log.first.buffer(), at, sum);
    }

    @Actor
    public void reader(I_Result r) {
        r.r1 = log.digits();
    }
}
