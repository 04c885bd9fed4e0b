package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Outcome.Symptom;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt that is over means for its call.
 *
 * @param attempt the attempt
 * @param outcome its outcome, which may be worse than it looked before the value was read
 * @param action its row of the table
 * @param value the value, if the outcome is a result
 * @param cause what was thrown, if anything was
 */
record Verdict<T>(
        Attempt attempt,
        Outcome outcome,
        Action action,
        @Nullable T value,
        @Nullable IOException cause) {

    /** @param freeRetried node on which a dead connection was replaced in this call already */
    static <T> Verdict<T> of(
            Attempt attempt, RpcRequest request, RpcResponse.Decoder<T> decoder, @Nullable Node freeRetried) {
        Outcome outcome = attempt.outcome();
        if (outcome.symptom() == Symptom.RESULT) {
            return ofResult(attempt, request, decoder);
        }
        if (outcome.symptom() == Symptom.STALE_CONNECTION && freeRetried == attempt.node()) {
            // Twice in one call is no longer a connection that had been idle for too long.
            outcome = Outcome.of(Symptom.BROKEN, outcome.message());
        }
        return new Verdict<>(attempt, outcome, Classification.action(outcome), null, attempt.failure());
    }

    private static <T> Verdict<T> ofResult(Attempt attempt, RpcRequest request, RpcResponse.Decoder<T> decoder) {
        long slot = attempt.contextSlot();
        if (slot >= 0 && slot < request.minContextSlot()) {
            // A node that ignores minContextSlot is as stale as one that refuses it.
            Outcome stale =
                    Outcome.error(200, -32016, "state of slot " + slot + ", before " + request.minContextSlot(), null);
            return new Verdict<>(attempt, stale, Classification.action(stale), null, null);
        }
        try {
            return new Verdict<>(attempt, Outcome.RESULT, Action.RESULT, attempt.decoded(decoder), null);
        } catch (IOException | RuntimeException e) {
            IOException cause = e instanceof IOException io ? io : new IOException(e.toString(), e);
            return new Verdict<>(attempt, Outcome.of(Symptom.DECODER, e.toString()), Action.DECODER, null, cause);
        }
    }
}
