package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519SignerTest {
    @TempDir
    Path folder;

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        new Random(number).nextBytes(seed);
        return seed;
    }

    private static byte[] keyPair(byte[] seed) {
        byte[] pair = Arrays.copyOf(seed, 64);
        System.arraycopy(Ed25519Signer.ofSeed(seed).publicKey(), 0, pair, 32, 32);
        return pair;
    }

    private static String json(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> Integer.toString(bytes[i] & 0xff))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("id.json"), text);
    }

    @Test
    void signsAsRfc8032Says() {
        HexFormat hex = HexFormat.of();
        Ed25519Signer signer =
                Ed25519Signer.ofSeed(hex.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        assertThat(hex.formatHex(signer.publicKey()))
                .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assertThat(hex.formatHex(signer.sign(new byte[] {0x72})))
                .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void signsAsTheProviderOfTheJdkDoes() throws Exception {
        for (int i = 0; i < 20; i++) {
            byte[] message = new byte[i * 37];
            new Random(i).nextBytes(message);
            Signature jdk = Signature.getInstance("Ed25519");
            jdk.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed(i))));
            jdk.update(message);
            assertThat(Ed25519Signer.ofSeed(seed(i)).sign(message)).isEqualTo(jdk.sign());
        }
    }

    @Test
    void signsInPlaceInABuffer() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(seed(1));
        byte[] wire = new byte[200];
        new Random(3).nextBytes(wire);
        signer.sign(wire, 65, 135, wire, 1);
        assertThat(Arrays.copyOfRange(wire, 1, 65)).isEqualTo(signer.sign(Arrays.copyOfRange(wire, 65, 200)));
        assertThatThrownBy(() -> signer.sign(wire, 65, 136, wire, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> signer.sign(wire, 0, 1, wire, 137)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void readsTheKeyFilesOfTheSolanaTools() throws IOException {
        byte[] expected = Ed25519Signer.ofSeed(seed(2)).publicKey();
        String pair = json(keyPair(seed(2)));
        assertThat(Ed25519Signer.ofKeyFile(file(pair)).publicKey()).isEqualTo(expected);
        assertThat(Ed25519Signer.ofKeyFile(file(" " + pair.replace(",", " ,\n\t") + "\r\n"))
                        .publicKey())
                .isEqualTo(expected);
        assertThat(Ed25519Signer.ofKeyFile(file(json(seed(2)))).publicKey()).isEqualTo(expected);
        assertThat(Ed25519Signer.ofKeyPair(keyPair(seed(2))).publicKey()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "[", "[]", "{}", "[1,2,3]", "[1 2]", "[1,,2]", "[-1]", "[256]", "[1.5]", "[01]", "[1000]",
                "[\"1\"]", "[1,2", "null"
            })
    void aMalformedKeyFileIsRefusedWithItsName(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id.json");
    }

    @Test
    void aKeyFileOfAWrongSizeIsRefusedWithoutItsNumbers() throws IOException {
        for (int count : new int[] {31, 33, 63, 65, 128}) {
            byte[] bytes = new byte[count];
            Arrays.fill(bytes, (byte) 177);
            Path file = file(json(bytes));
            assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> assertThat(e.getMessage().replace(file.toString(), ""))
                            .doesNotContain("177"));
        }
        Path trailing = file(json(keyPair(seed(2))) + "x");
        assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(trailing)).hasMessageContaining("behind the array");
        Path large = file(" ".repeat(KeyFile.MAX_BYTES) + json(seed(1)));
        assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(large)).hasMessageContaining("4096");
        assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(folder.resolve("absent.json")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aKeyPairWhoseHalvesDoNotBelongTogetherIsRefused() throws IOException {
        byte[] pair = keyPair(seed(2));
        pair[40] ^= 1;
        assertThatThrownBy(() -> Ed25519Signer.ofKeyPair(pair)).isInstanceOf(IllegalArgumentException.class);
        Path file = file(json(pair));
        assertThatThrownBy(() -> Ed25519Signer.ofKeyFile(file)).hasMessageContaining("id.json");
        assertThatThrownBy(() -> Ed25519Signer.ofKeyPair(new byte[63])).hasMessageContaining("63");
        assertThatThrownBy(() -> Ed25519Signer.ofSeed(new byte[33])).hasMessageContaining("33");
    }

    @Test
    void aClosedSignerSignsNoMore() {
        Ed25519Signer signer = Ed25519Signer.ofSeed(seed(4));
        byte[] publicKey = signer.publicKey();
        signer.close();
        signer.close();
        assertThatThrownBy(() -> signer.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(signer.publicKey()).isEqualTo(publicKey);
        assertThat(signer.toString()).isEqualTo("Ed25519Signer[closed]");
    }

    @Test
    void theSeedIsCopiedAndNeverShown() {
        byte[] seed = seed(5);
        Ed25519Signer signer = Ed25519Signer.ofSeed(seed);
        byte[] before = signer.sign(new byte[1]);
        Arrays.fill(seed, (byte) 0);
        assertThat(signer.sign(new byte[1])).isEqualTo(before);
        assertThat(signer.toString()).isEqualTo("Ed25519Signer");
    }
}
