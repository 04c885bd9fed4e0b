package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a transaction.
 *
 * @param message the transaction's message
 * @param keys its keys; null if it does not land
 * @param errorJson null on success
 * @param fee what its payer paid
 * @param units compute units
 * @param logs its log
 * @param inner instructions that its programs called
 * @param before states of the keys' accounts before it
 * @param after and after it
 */
@SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
record Processed(
        Message message,
        @Nullable LoadedKeys keys,
        @Nullable String errorJson,
        long fee,
        int units,
        List<String> logs,
        List<TransactionContext.Inner> inner,
        Account[] before,
        Account[] after) {

    /** A transaction that no block takes. */
    static Processed dropped(Message message, String error) {
        return new Processed(message, null, error, 0, 0, List.of(), List.of(), new Account[0], new Account[0]);
    }

    boolean lands() {
        return keys != null;
    }

    String errorText() {
        return errorJson == null ? "null" : errorJson;
    }

    Execution execution() {
        List<AccountState> states = new ArrayList<>();
        if (keys != null) {
            for (int i = 0; i < after.length; i++) {
                states.add(after[i].state(keys.key(i)));
            }
        }
        return new Execution(errorText(), List.copyOf(logs), units, List.copyOf(states));
    }

    LandedTransaction landed(byte[] wire, LoadedKeys loaded, String metaJson) {
        return new LandedTransaction(
                wire,
                Base58.encode(Arrays.copyOfRange(wire, 1, 1 + Message.SIGNATURE_BYTES)),
                message.versioned() ? "0" : "\"legacy\"",
                loaded.all().stream().map(Address::toString).toList(),
                isVote(),
                errorText(),
                List.copyOf(logs),
                metaJson);
    }

    /** What Agave calls a simple vote: legacy, one or two signatures, and nothing but one Vote instruction. */
    boolean isVote() {
        return !message.versioned()
                && message.signers() <= 2
                && message.instructions().size() == 1
                && message.keys().get(message.instructions().get(0).program()).equals(Programs.VOTE);
    }
}
