package io.trenchbot.testkit;

import java.util.Locale;

/** How settled a slot is. */
enum Commitment {
    PROCESSED,
    CONFIRMED,
    FINALIZED;

    /** Parses a request's word; the retired words mean what they meant when they were retired. */
    static Commitment of(String word) throws RpcException {
        return switch (word) {
            case "processed", "recent" -> PROCESSED;
            case "confirmed", "single", "singleGossip" -> CONFIRMED;
            case "finalized", "max", "root" -> FINALIZED;
            default ->
                throw RpcException.invalidParams("Invalid params: unknown variant `" + word
                        + "`, expected one of `processed`, `confirmed`, `finalized`.");
        };
    }

    String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
