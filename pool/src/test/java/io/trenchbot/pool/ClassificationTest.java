package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.pool.Classification.Action;
import io.trenchbot.pool.Classification.Effect;
import io.trenchbot.pool.Classification.Fault;
import io.trenchbot.pool.Classification.Next;
import io.trenchbot.pool.Outcome.Symptom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The table, row by row and for every method class. A row gives the outcome, what it says about the node (fault, effect)
 * and what a call does next where its method may be repeated freely; the last column tells whether the outcome proves
 * that nothing was executed, which is what methods with side effects need to go on.
 */
class ClassificationTest {
    private static final String TABLE = """
            -32700 parse error                              | NONE      NONE          | FAIL                | no
            -32600 invalid request                          | NONE      NONE          | FAIL                | no
            -32602 invalid params                           | NONE      NONE          | FAIL                | no
            -32601 method not found                         | NONE      INCAPABLE     | ELSEWHERE           | yes
            -32603 internal error                           | SOFT      NONE          | ELSEWHERE           | no
            -32000 rate limit exceeded                      | NONE      LIMITED       | ELSEWHERE           | yes
            -32000 Too many requests for a specific call    | NONE      LIMITED       | ELSEWHERE           | yes
            -32000 request limit reached                    | NONE      LIMITED       | ELSEWHERE           | yes
            -32000 you are throttled                        | NONE      LIMITED       | ELSEWHERE           | yes
            -32000 Blockhash not found                      | NONE      NONE          | ELSEWHERE_ONCE      | no
            -32000 Transaction simulation failed: error 1   | NONE      NONE          | FAIL                | no
            -32000 preflight check failed                   | NONE      NONE          | FAIL                | no
            -32000 something broke                          | SOFT      NONE          | ELSEWHERE           | no
            -32001 block cleaned up                         | NONE      INCAPABLE     | ELSEWHERE           | yes
            -32002 InstructionError                         | NONE      NONE          | FAIL                | no
            -32002 AlreadyProcessed                         | NONE      NONE          | SUCCEED             | no
            -32002 BlockhashNotFound                        | NONE      NONE          | ELSEWHERE_ONCE      | no
            -32003 signature verification failure           | NONE      NONE          | FAIL                | no
            -32004 block not available                      | NONE      NONE          | ELSEWHERE_THEN_WAIT | no
            -32005 node is behind by 42 slots               | NONE      STALE         | ELSEWHERE           | yes
            -32006 precompile verification failure          | NONE      NONE          | FAIL                | no
            -32007 slot was skipped                         | NONE      NONE          | SWEEP               | no
            -32008 no snapshot                              | NONE      INCAPABLE     | ELSEWHERE           | yes
            -32009 slot skipped in long-term storage        | NONE      NONE          | SWEEP               | no
            -32010 key excluded from secondary index        | NONE      INCAPABLE     | ELSEWHERE           | yes
            -32011 transaction history not available        | NONE      INCAPABLE     | ELSEWHERE           | yes
            -32012 scan error                               | NONE      NONE          | ELSEWHERE           | no
            -32013 signature length mismatch                | NONE      NONE          | FAIL                | no
            -32014 block status not available yet           | NONE      NONE          | ELSEWHERE_THEN_WAIT | no
            -32015 unsupported transaction version          | NONE      NONE          | FAIL                | no
            -32016 min context slot not reached             | NONE      STALE         | ELSEWHERE           | no
            -32017 epoch rewards period active              | NONE      NONE          | FAIL                | no
            -32018 slot not epoch boundary                  | NONE      NONE          | FAIL                | no
            -32019 long-term storage unreachable            | NONE      NONE          | ELSEWHERE           | no
            -32020 filter transaction not found             | NONE      NONE          | ELSEWHERE_ONCE      | no
            -32021 no slot history                          | NONE      NONE          | ELSEWHERE_ONCE      | no
            -32029 anything                                 | NONE      LIMITED       | ELSEWHERE           | yes
            -32429 anything                                 | NONE      LIMITED       | ELSEWHERE           | yes
            429 anything                                    | NONE      LIMITED       | ELSEWHERE           | yes
            -32099 rate-limit hit                           | NONE      LIMITED       | ELSEWHERE           | yes
            -32099 anything                                 | SOFT      NONE          | ELSEWHERE           | no
            1 anything                                      | SOFT      NONE          | ELSEWHERE           | no
            HTTP 400                                        | NONE      NONE          | FAIL                | no
            HTTP 401                                        | NONE      MISCONFIGURED | ELSEWHERE           | yes
            HTTP 402                                        | NONE      MISCONFIGURED | ELSEWHERE           | yes
            HTTP 403                                        | NONE      MISCONFIGURED | ELSEWHERE           | yes
            HTTP 404                                        | NONE      INCAPABLE     | ELSEWHERE           | yes
            HTTP 405                                        | NONE      INCAPABLE     | ELSEWHERE           | yes
            HTTP 408                                        | TRANSPORT NONE          | ELSEWHERE           | no
            HTTP 413                                        | NONE      NONE          | FAIL                | no
            HTTP 415                                        | NONE      NONE          | FAIL                | no
            HTTP 429                                        | NONE      LIMITED       | ELSEWHERE           | yes
            HTTP 302                                        | TRANSPORT NONE          | ELSEWHERE           | no
            HTTP 500                                        | TRANSPORT NONE          | ELSEWHERE           | no
            HTTP 502                                        | TRANSPORT NONE          | ELSEWHERE           | no
            HTTP 503                                        | TRANSPORT NONE          | ELSEWHERE           | no
            HTTP 504                                        | TRANSPORT NONE          | ELSEWHERE           | no
            RESULT                                          | NONE      NONE          | SUCCEED             | no
            MALFORMED                                       | SOFT      NONE          | ELSEWHERE           | no
            TOO_LARGE                                       | NONE      NONE          | FAIL                | no
            DECODER                                         | NONE      NONE          | ELSEWHERE_ONCE      | no
            STALE_CONNECTION                                | NONE      NONE          | SAME_NODE           | no
            NOT_CONNECTED                                   | TRANSPORT NONE          | ELSEWHERE           | yes
            UNKNOWN_HOST                                    | TRANSPORT NONE          | ELSEWHERE           | yes
            UNTRUSTED                                       | NONE      MISCONFIGURED | ELSEWHERE           | yes
            BROKEN                                          | TRANSPORT NONE          | ELSEWHERE           | no
            TIMEOUT                                         | TRANSPORT NONE          | ELSEWHERE           | no
            CANCELLED                                       | NONE      NONE          | FAIL                | no
            """;

    @TestFactory
    Stream<DynamicTest> everyRowForEveryMethodClass() {
        return TABLE.lines()
                .flatMap(line -> Arrays.stream(MethodClass.values())
                        .map(methodClass -> DynamicTest.dynamicTest(
                                line.split("\\|", -1)[0].strip() + " for " + methodClass,
                                () -> check(line, methodClass))));
    }

    private static void check(String line, MethodClass methodClass) {
        String[] columns = line.split("\\|", -1);
        Outcome outcome = outcome(columns[0].strip());
        String[] node = columns[1].strip().split(" +", -1);
        Action action = Classification.action(outcome);
        assertThat(action.fault).isEqualTo(Fault.valueOf(node[0]));
        assertThat(action.effect).isEqualTo(Effect.valueOf(node[1]));
        Next free = Next.valueOf(columns[2].strip());
        boolean notExecuted = columns[3].strip().equals("yes");
        assertThat(Classification.next(methodClass, outcome, action))
                .isEqualTo(expected(methodClass, free, notExecuted));
    }

    private static Next expected(MethodClass methodClass, Next free, boolean notExecuted) {
        if (free == Next.SUCCEED || free == Next.FAIL) {
            return free;
        }
        return switch (methodClass) {
            case HEAD_READ, PINNED_READ, HEAVY, SIMULATE, SUBMIT -> free;
            case NODE_SCOPED -> free == Next.SAME_NODE ? free : Next.FAIL;
            case NON_IDEMPOTENT, UNKNOWN -> notExecuted ? free : Next.FAIL;
        };
    }

    private static Outcome outcome(String text) {
        if (text.startsWith("HTTP ")) {
            return Outcome.http(Integer.parseInt(text.substring(5)), "HTTP status");
        }
        if (Character.isLetter(text.charAt(0))) {
            return Outcome.of(Symptom.valueOf(text));
        }
        int space = text.indexOf(' ');
        int code = Integer.parseInt(text.substring(0, space));
        String message = text.substring(space + 1);
        return code == -32002
                ? Outcome.error(200, code, "Transaction simulation failed", "{\"err\":\"" + message + "\"}")
                : Outcome.error(200, code, message, null);
    }

    /** A JSON-RPC error under another status counts by its code, save where the status itself is the message. */
    @TestFactory
    Stream<DynamicTest> errorBodiesUnderOtherStatuses() {
        return Stream.of(
                        "500 -32602 CALLER",
                        "403 -32602 MISCONFIGURED",
                        "401 -32005 MISCONFIGURED",
                        "429 -32603 LIMITED",
                        "503 -32005 STALE",
                        "400 -32601 INCAPABLE")
                .map(row -> row.split(" ", -1))
                .map(row -> DynamicTest.dynamicTest(
                        String.join(" ", row),
                        () -> assertThat(Classification.action(Outcome.error(
                                        Integer.parseInt(row[0]), Integer.parseInt(row[1]), "text", null)))
                                .isEqualTo(Action.valueOf(row[2]))));
    }
}
