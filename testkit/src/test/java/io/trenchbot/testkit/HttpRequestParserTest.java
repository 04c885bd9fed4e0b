package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRequestParserTest {
    private static final String STREAM =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello"
                    + "GET /health HTTP/1.1\r\n\r\n"
                    + "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\n\r\n"
                    + "POST / HTTP/1.1\r\nconnection: Close\r\nCONTENT-LENGTH:0\r\n\r\n";

    @Test
    void anySplitOfTheStreamGivesTheSameRequests() throws Exception {
        byte[] bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            HttpRequestParser parser = new HttpRequestParser(100);
            List<HttpRequest> requests = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(seed % 60 + 1));
                parser.feed(ByteBuffer.wrap(bytes, from, to - from));
                from = to;
                for (HttpRequest next = parser.next(); next != null; next = parser.next()) {
                    requests.add(next);
                }
            }
            assertThat(requests)
                    .as("seed " + seed)
                    .extracting(HttpRequest::target)
                    .containsExactly("/", "/health", "/x", "/");
            assertThat(requests)
                    .extracting(request -> new String(request.body(), StandardCharsets.US_ASCII))
                    .containsExactly("hello", "", "abcdefg", "");
            assertThat(requests).extracting(HttpRequest::closes).containsExactly(false, false, false, true);
            assertThat(requests.get(0).header("content-type")).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'POST / HTTP/1.1|Content-Length: 101||', 413",
        "'POST / HTTP/1.1|Content-Length: -1||', 400",
        "'POST / HTTP/1.1|Content-Length: 1x||', 400",
        "'POST / HTTP/1.1|Transfer-Encoding: chunked||65|', 413",
        "'POST / HTTP/1.1|Transfer-Encoding: chunked||zz|', 400",
        "'POST /||', 400",
        "'POST / HTTP/2.0||', 400",
        "'POST / HTTP/1.1|: none||', 400",
        "'POST / HTTP/1.1|none||', 400",
    })
    void malformedHeadsHaveAStatus(String head, int status) {
        HttpRequestParser parser = new HttpRequestParser(100);
        parser.feed(ByteBuffer.wrap(head.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(parser::next)
                .isInstanceOfSatisfying(
                        HttpRequestParser.Malformed.class,
                        e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void aHeadWithoutEndIsCutOff() {
        HttpRequestParser parser = new HttpRequestParser(100);
        parser.feed(ByteBuffer.wrap(new byte[HttpRequestParser.MAX_HEAD_BYTES + 1]));
        assertThatThrownBy(parser::next)
                .isInstanceOfSatisfying(
                        HttpRequestParser.Malformed.class,
                        e -> assertThat(e.status()).isEqualTo(431));
    }

    @Test
    void randomBytesGiveNothingOrAStatus() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
            for (int flips = random.nextInt(8); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            HttpRequestParser parser = new HttpRequestParser(100);
            parser.feed(ByteBuffer.wrap(bytes));
            try {
                while (parser.next() != null) {
                    // as many as there are
                }
            } catch (HttpRequestParser.Malformed e) {
                assertThat(e.status()).isBetween(400, 431);
            }
        }
    }
}
