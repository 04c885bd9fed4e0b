package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextCodecTest {
    private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    @Test
    void base58EqualsBigIntegerArithmetic() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 32 : 64];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, random.nextInt(10) == 0 ? random.nextInt(bytes.length + 1) : 0, (byte) 0);
            String expected = slowBase58(bytes);
            assertThat(Base58.encode(bytes, 0, bytes.length)).isEqualTo(expected);
            assertThat(Base58.decode(expected, bytes.length)).isEqualTo(bytes);
        }
    }

    private static String slowBase58(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (BigInteger n = new BigInteger(1, bytes); n.signum() > 0; n = n.divide(BigInteger.valueOf(58))) {
            text.append(DIGITS.charAt(n.mod(BigInteger.valueOf(58)).intValue()));
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            text.append('1');
        }
        return text.reverse().toString();
    }

    @Test
    void base58RefusesOtherDigitsAndOtherLengths() {
        for (String wrong : new String[] {
            "",
            "0",
            "O",
            "I",
            "l",
            "\u00e9",
            "1".repeat(31),
            "1".repeat(33),
            "z".repeat(44),
            "z".repeat(1_000),
            "111111111111111111111111111111112"
        }) {
            assertThatThrownBy(() -> Base58.decode(wrong, 32)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void base64EqualsTheJdks() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            byte[] text = ("xx" + Base64.getEncoder().encodeToString(bytes) + "y").getBytes(StandardCharsets.US_ASCII);
            byte[] target = new byte[bytes.length + 4];
            assertThat(Base64Text.decodedLength(text, 2, text.length - 3)).isEqualTo(bytes.length);
            assertThat(Base64Text.decode(text, 2, text.length - 3, target, 3)).isEqualTo(bytes.length);
            assertThat(Arrays.copyOfRange(target, 3, 3 + bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void base64RefusesWhatTheJdkRefusesAndWhatIsNotCanonical() {
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] text = Base64.getEncoder().encode(new byte[1 + random.nextInt(9)]);
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            byte[] decoded = new byte[16];
            int length = Base64Text.decode(text, 0, text.length, decoded, 0);
            byte[] expected = jdk(text);
            boolean canonical =
                    expected != null && Arrays.equals(Base64.getEncoder().encode(expected), text);
            assertThat(length).isEqualTo(canonical ? expected.length : -1);
            refused += canonical ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    private static byte[] jdk(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
