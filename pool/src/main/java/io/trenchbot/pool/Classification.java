package io.trenchbot.pool;

import java.util.List;
import java.util.Locale;

/**
 * The one table: what a kind of outcome says about the node, and what the call does next. Codes after Agave's
 * {@code custom_error.rs}; codes from -32020 on after clients seen in the field.
 */
final class Classification {

    /** Does the outcome count against the node? */
    enum Fault {
        NONE,
        /** The node answered, but badly. */
        SOFT,
        /** The exchange failed. */
        TRANSPORT
    }

    /** What else is learned about the node. */
    enum Effect {
        NONE,
        /** It limits the rate: not a fault, but not to be asked for a while. */
        LIMITED,
        /** It is behind. */
        STALE,
        /** It does not serve this method, for now. */
        INCAPABLE,
        /** It refuses this caller until an operator acts. */
        MISCONFIGURED
    }

    /** What the call does next. */
    enum Next {
        /** It has its result. */
        SUCCEED,
        /** The same everywhere: fail. */
        FAIL,
        /** Same node at once, free of budget: the node never saw the request. */
        SAME_NODE,
        /** Another node at once. */
        ELSEWHERE,
        /** One other node, once. */
        ELSEWHERE_ONCE,
        /** Each other node once, without waiting. */
        SWEEP,
        /** Each other node; if all say so, once more about a slot later. */
        ELSEWHERE_THEN_WAIT
    }

    /** The distinct rows of the table. */
    enum Action {
        RESULT(Fault.NONE, Effect.NONE, Next.SUCCEED),
        ALREADY_PROCESSED(Fault.NONE, Effect.NONE, Next.SUCCEED),
        CALLER(Fault.NONE, Effect.NONE, Next.FAIL),
        CANCELLED(Fault.NONE, Effect.NONE, Next.FAIL),
        TRANSPORT_FAULT(Fault.TRANSPORT, Effect.NONE, Next.ELSEWHERE),
        SOFT_FAULT(Fault.SOFT, Effect.NONE, Next.ELSEWHERE),
        LIMITED(Fault.NONE, Effect.LIMITED, Next.ELSEWHERE),
        STALE(Fault.NONE, Effect.STALE, Next.ELSEWHERE),
        INCAPABLE(Fault.NONE, Effect.INCAPABLE, Next.ELSEWHERE),
        MISCONFIGURED(Fault.NONE, Effect.MISCONFIGURED, Next.ELSEWHERE),
        NOT_HERE(Fault.NONE, Effect.NONE, Next.ELSEWHERE),
        NOT_YET(Fault.NONE, Effect.NONE, Next.ELSEWHERE_THEN_WAIT),
        PERHAPS_ELSEWHERE(Fault.NONE, Effect.NONE, Next.SWEEP),
        ONCE_ELSEWHERE(Fault.NONE, Effect.NONE, Next.ELSEWHERE_ONCE),
        DECODER(Fault.NONE, Effect.NONE, Next.ELSEWHERE_ONCE),
        STALE_CONNECTION(Fault.NONE, Effect.NONE, Next.SAME_NODE);

        final Fault fault;
        final Effect effect;
        final Next next;

        Action(Fault fault, Effect effect, Next next) {
            this.fault = fault;
            this.effect = effect;
            this.next = next;
        }
    }

    private static final List<String> RATE_WORDS = List.of(
            "rate limit",
            "rate-limit",
            "ratelimit",
            "too many requests",
            "request limit reached",
            "throttled",
            "quota exceeded",
            "429");

    private Classification() {}

    /** What the call does next, given what its method allows. */
    static Next next(MethodClass methodClass, Outcome outcome, Action action) {
        boolean over = action.next == Next.SUCCEED || action.next == Next.FAIL;
        return over || mayRepeat(methodClass, outcome, action) ? action.next : Next.FAIL;
    }

    /** May the call go on as its action says? Methods with side effects only on proof that nothing was executed. */
    private static boolean mayRepeat(MethodClass methodClass, Outcome outcome, Action action) {
        if (action.next == Next.SAME_NODE) {
            return methodClass.repeatable || methodClass == MethodClass.NODE_SCOPED;
        }
        if (methodClass == MethodClass.NODE_SCOPED) {
            return false;
        }
        return methodClass.repeatable || notExecuted(outcome, action);
    }

    /** Proof that the node did not execute the request. */
    private static boolean notExecuted(Outcome outcome, Action action) {
        return switch (outcome.symptom()) {
            case NOT_CONNECTED, UNKNOWN_HOST, UNTRUSTED -> true;
            case ERROR_REPLY -> action == Action.LIMITED || action == Action.INCAPABLE || outcome.code() == -32005;
            case HTTP_STATUS ->
                action == Action.LIMITED || action == Action.MISCONFIGURED || action == Action.INCAPABLE;
            default -> false;
        };
    }

    /** The row of an outcome. */
    static Action action(Outcome outcome) {
        return switch (outcome.symptom()) {
            case RESULT -> Action.RESULT;
            case ERROR_REPLY -> errorRow(outcome);
            case HTTP_STATUS -> statusRow(outcome.httpStatus());
            case MALFORMED -> Action.SOFT_FAULT;
            case TOO_LARGE -> Action.CALLER;
            case DECODER -> Action.DECODER;
            case STALE_CONNECTION -> Action.STALE_CONNECTION;
            case NOT_CONNECTED, UNKNOWN_HOST, BROKEN, TIMEOUT -> Action.TRANSPORT_FAULT;
            case UNTRUSTED -> Action.MISCONFIGURED;
            case CANCELLED -> Action.CANCELLED;
        };
    }

    private static Action statusRow(int status) {
        return switch (status) {
            case 401, 402, 403, 407 -> Action.MISCONFIGURED;
            // The path or the method is not served here; another node may well serve it.
            case 404, 405, 410 -> Action.INCAPABLE;
            case 429 -> Action.LIMITED;
            case 408 -> Action.TRANSPORT_FAULT;
            case 400, 411, 413, 414, 415, 422, 431 -> Action.CALLER;
            default -> Action.TRANSPORT_FAULT;
        };
    }

    private static Action errorRow(Outcome outcome) {
        if (outcome.httpStatus() == 401 || outcome.httpStatus() == 403 || outcome.httpStatus() == 429) {
            return statusRow(outcome.httpStatus());
        }
        return switch (outcome.code()) {
            case -32700, -32600, -32602 -> Action.CALLER;
            case -32601 -> Action.INCAPABLE;
            case -32603 -> Action.SOFT_FAULT;
            case -32000 -> catchAllRow(outcome);
            case -32001, -32008, -32010, -32011 -> Action.INCAPABLE;
            case -32002 -> preflightRow(outcome);
            case -32003, -32006, -32013 -> Action.CALLER;
            case -32004, -32014 -> Action.NOT_YET;
            case -32005, -32016 -> Action.STALE;
            case -32007, -32009 -> Action.PERHAPS_ELSEWHERE;
            case -32012, -32019 -> Action.NOT_HERE;
            case -32015, -32017, -32018 -> Action.CALLER;
            case -32020, -32021 -> Action.ONCE_ELSEWHERE;
            case 429, -32429, -32029 -> Action.LIMITED;
            default -> speaksOfRate(outcome.message()) ? Action.LIMITED : Action.SOFT_FAULT;
        };
    }

    private static Action catchAllRow(Outcome outcome) {
        String message = outcome.message().toLowerCase(Locale.ROOT);
        if (speaksOfRate(message)) {
            return Action.LIMITED;
        }
        boolean preflight = message.contains("blockhash not found")
                || message.contains("preflight")
                || message.contains("simulation failed");
        return preflight ? preflightRow(outcome) : Action.SOFT_FAULT;
    }

    /** The transaction was simulated before sending and failed. */
    private static Action preflightRow(Outcome outcome) {
        String text = outcome.message() + (outcome.dataJson() == null ? "" : outcome.dataJson());
        if (text.contains("AlreadyProcessed") || text.contains("already been processed")) {
            return Action.ALREADY_PROCESSED;
        }
        boolean blockhash = text.contains("BlockhashNotFound")
                || text.toLowerCase(Locale.ROOT).contains("blockhash not found");
        return blockhash ? Action.ONCE_ELSEWHERE : Action.CALLER;
    }

    private static boolean speaksOfRate(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return RATE_WORDS.stream().anyMatch(lower::contains);
    }
}
