package io.trenchbot.testkit;

import io.trenchbot.testkit.ProgramFailure.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Memo: logs valid UTF-8 after all accounts were found to sign. */
final class MemoProgram implements Program {
    private static final int UNITS = 4_000;
    private static final int UNITS_PER_BYTE = 30;

    @Override
    public void run(Invocation call) throws ProgramFailure {
        call.consume(UNITS + UNITS_PER_BYTE * call.data().length);
        for (int i = 0; i < call.count(); i++) {
            call.requireSigner(i);
            call.log("Signed by " + call.key(i));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(call.data()))
                    .toString();
            call.log("Memo (len " + call.data().length + "): " + Json.quote(text));
        } catch (CharacterCodingException e) {
            call.log("Invalid UTF-8, from byte " + validPrefix(call.data()));
            throw ProgramFailure.of(Kind.InvalidInstructionData);
        }
    }

    private static int validPrefix(byte[] data) {
        int valid = 0;
        while (new String(data, 0, valid + 1, StandardCharsets.UTF_8).indexOf('\ufffd') < 0) {
            valid++;
        }
        return valid;
    }
}
