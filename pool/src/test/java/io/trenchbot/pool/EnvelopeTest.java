package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"context\":{\"slot\":77},\"value\":{\"a\":[1,2,{\"b\":\"x\"}]}}",
                "12345",
                "\"text with \\\" and \\u00e9\"",
                "null",
                "true",
                "[1,2,[3]]",
                "-1.5e3",
                "{}"
            })
    void theResultIsTheSliceThatAnotherParserSees(String result) throws Exception {
        for (String form : new String[] {
            "{\"jsonrpc\":\"2.0\",\"result\":%s,\"id\":7}",
            "{\"id\":7,\"result\": %s ,\"jsonrpc\":\"2.0\"}",
            "{\"result\":%s,\"error\":null,\"id\":7,\"extra\":{\"result\":1}}"
        }) {
            String body = form.formatted(result);
            Envelope envelope = parse(body, 7);
            assertThat(envelope.kind()).as(body).isEqualTo(Envelope.Kind.RESULT);
            JsonNode expected = TestNode.MAPPER.readTree(body).get("result");
            String slice = body.getBytes(StandardCharsets.UTF_8).length == body.length()
                    ? body.substring(envelope.resultOffset(), envelope.resultOffset() + envelope.resultLength())
                    : result;
            assertThat(TestNode.MAPPER.readTree(slice)).isEqualTo(expected);
            assertThat(slice.strip()).isEqualTo(result);
        }
    }

    @Test
    void theContextSlotIsRead() {
        assertThat(parse(
                                "{\"id\":7,\"result\":{\"value\":{\"context\":{\"slot\":1}},\"context\":{\"apiVersion\":\"x\",\"slot\":99}}}",
                                7)
                        .contextSlot())
                .isEqualTo(99);
        assertThat(parse("{\"id\":7,\"result\":[1]}", 7).contextSlot()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>502</html>",
                "[]",
                "7",
                "{\"result\":1,\"id\":8}",
                "{\"result\":1,\"id\":\"7\"}",
                "{\"result\":1}",
                "{\"id\":7}",
                "{\"result\":1,\"id\":7,\"id\":7}",
                "{\"result\":1,\"result\":2,\"id\":7}",
                "{\"result\":1,\"error\":{\"code\":1},\"id\":7}",
                "{\"result\":1,\"id\":7} trailing",
                "{\"result\":1,\"id\":7}{}",
                "{\"result\":{\"a\":1,\"id\":7",
                "{\"result\":\"half",
                "{\"error\":{\"code\":-1},\"id\":8}"
            })
    void whatIsNotTheReplyIsMalformed(String body) {
        assertThat(parse(body, 7).kind()).isEqualTo(Envelope.Kind.MALFORMED);
        assertThat(parse(body, 7).defect()).isNotEmpty();
    }

    @Test
    void anErrorIsReadWithCodeMessageAndData() {
        Envelope envelope = parse(
                "{\"error\":{\"code\":-32005,\"message\":\"behind\",\"data\":{\"numSlotsBehind\":42}},\"id\":7}", 7);
        assertThat(envelope.kind()).isEqualTo(Envelope.Kind.ERROR);
        assertThat(envelope.errorCode()).isEqualTo(-32005);
        assertThat(envelope.errorMessage()).isEqualTo("behind");
        assertThat(ErrorData.number(envelope.errorData(), "numSlotsBehind")).isEqualTo(42);
    }

    @Test
    void anErrorWithoutAnIdIsAnError() {
        assertThat(parse("{\"error\":{\"code\":-32700,\"message\":\"x\"},\"id\":null}", 7)
                        .kind())
                .isEqualTo(Envelope.Kind.ERROR);
    }

    @Test
    void aLongErrorMessageIsCut() {
        Envelope envelope = parse("{\"error\":{\"code\":1,\"message\":\"" + "x".repeat(100_000) + "\"},\"id\":7}", 7);
        assertThat(envelope.errorMessage().length()).isLessThan(500);
    }

    @Test
    void hostileBytesNeverThrow() {
        SplittableRandom random = new SplittableRandom(42);
        byte[] good = "{\"jsonrpc\":\"2.0\",\"result\":{\"context\":{\"slot\":77},\"value\":[\"a\",1,null]},\"id\":7}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            int changes = random.nextInt(1, 4);
            for (int j = 0; j < changes; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Envelope envelope = Envelope.parse(bytes, random.nextInt(bytes.length + 1), 7, random.nextBoolean());
            assertThat(envelope.kind()).isNotNull();
        }
    }

    @Test
    void deepNestingIsRefusedNotOverflowed() {
        assertThat(parse("{\"id\":7,\"result\":" + "[".repeat(100_000), 7).kind())
                .isEqualTo(Envelope.Kind.MALFORMED);
    }

    private static Envelope parse(String body, long id) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return Envelope.parse(bytes, bytes.length, id, false);
    }
}
