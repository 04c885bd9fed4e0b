package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base58Test {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** The examples of the Internet draft on base58 and of Bitcoin's own tests. */
    @ParameterizedTest
    @CsvSource({
        "48656c6c6f20576f726c6421, 2NEpo7TZRRrLZSi2U",
        "0000287fb4cd, 11233QC4",
        "'', ''",
        "61, 2g",
        "626262, a3gV",
        "73696d706c792061206c6f6e6720737472696e67, 2cFupjhnEsSn59qHXstmK2ffpLv2",
        "516b6fcd0f, ABnLTmg",
        "ecac89cad93923c02321, EJDM8drfXA6uyA",
        "00000000000000000000, 1111111111"
    })
    void publishedExamplesHold(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertEquals(text, Base58.encode(bytes));
        assertArrayEquals(bytes, Base58.decode(text));
    }

    @Test
    void agreesWithBigIntegerAndRoundTrips() {
        Rng random = new Rng(58);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.bytes(random.below(90));
            for (int zeros = random.below(4); zeros > 0 && zeros <= bytes.length; zeros--) {
                bytes[zeros - 1] = 0;
            }
            String text = Base58.encode(bytes);
            assertEquals(slowly(bytes), text);
            assertArrayEquals(bytes, Base58.decode(text));
        }
        byte[] largest = random.bytes(Message.MAX_WIRE_BYTES);
        assertArrayEquals(largest, Base58.decode(Base58.encode(largest)));
    }

    @Test
    void addressesOfARealBlockRoundTrip() {
        int count = 0;
        for (JsonNode transaction : Recorded.block().get("transactions")) {
            for (JsonNode key : transaction.at("/meta/loadedAddresses/writable")) {
                assertEquals(32, Base58.decode(key.asText()).length);
                assertEquals(key.asText(), Base58.encode(Base58.decode(key.asText())));
                count++;
            }
        }
        assertTrue(count > 1_000, "too few addresses to prove anything: " + count);
    }

    @Test
    void refusesOtherCharactersAndEndlessText() {
        for (String wrong : new String[] {"0", "O", "I", "l", "2g ", "é", "a-b"}) {
            assertThrows(IllegalArgumentException.class, () -> Base58.decode(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> Base58.decode("2".repeat(Base58.MAX_DIGITS + 1)));
    }

    private static String slowly(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        BigInteger rest = new BigInteger(1, bytes);
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(58));
            out.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            out.append('1');
        }
        return out.reverse().toString();
    }
}
