package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a vote transaction votes for, as voteNotification shows it. */
final class VoteJson {
    private static final int TOWER_SYNC = 14;
    private static final int TOWER_SYNC_SWITCH = 15;

    private VoteJson() {}

    /** The notification's result; null for a vote in one of the retired forms. */
    static @Nullable String json(LandedTransaction transaction) {
        Message message = Message.parse(transaction.wire());
        if (message == null || message.instructions().isEmpty()) {
            return null;
        }
        Message.Compiled instruction = message.instructions().get(0);
        ByteReader in = new ByteReader(instruction.data());
        int kind = in.u32();
        if ((kind != TOWER_SYNC && kind != TOWER_SYNC_SWITCH) || instruction.accounts().length == 0) {
            return null;
        }
        String voteAccount = transaction.accountKeys().get(instruction.accounts()[0] & 0xff);
        return json(in, voteAccount, transaction.signature());
    }

    private static @Nullable String json(ByteReader in, String voteAccount, String signature) {
        List<Long> slots = slots(in, in.u64());
        String hash = in.address().toString();
        String timestamp = in.u8() == 1 ? Long.toString(in.u64()) : "null";
        if (in.failed()) {
            return null;
        }
        return "{\"votePubkey\":\"" + voteAccount + "\",\"slots\":" + Json.text(slots) + ",\"hash\":\"" + hash
                + "\",\"timestamp\":" + timestamp + ",\"signature\":\"" + signature + "\"}";
    }

    /** Each slot is written as its distance from the one before it, the first one from the root; a root of all ones is none. */
    private static List<Long> slots(ByteReader in, long root) {
        List<Long> slots = new ArrayList<>();
        long slot = root == -1 ? 0 : root;
        for (int left = in.count(in.compactU16(), 2); left > 0; left--) {
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int part = in.u8();
                slot += (long) (part & 0x7f) << shift;
                if (part < 0x80) {
                    break;
                }
            }
            in.u8(); // confirmations
            slots.add(slot);
        }
        return slots;
    }
}
