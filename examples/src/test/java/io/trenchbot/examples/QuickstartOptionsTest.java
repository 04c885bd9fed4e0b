package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartOptionsTest {
    @Test
    void withoutArgumentsAGeneratedChainIsStreamedForTwentySeconds() {
        QuickstartOptions options = QuickstartOptions.parse(new String[0]);

        assertThat(options.seconds()).isEqualTo(20);
        assertThat(options.block()).isNull();
        assertThat(options.webSocket()).isNull();
        assertThat(options.json()).isFalse();
        assertThat(options.theme()).isEqualTo(Theme.PLAIN);
    }

    @Test
    void everyOptionIsTaken() {
        QuickstartOptions options = QuickstartOptions.parse(
                "--seconds 2.5 --rate 500 --ws wss://a.example/?key=1 --rpc https://a.example,http://b.example --journal j --json --theme warfare"
                        .split(" "));

        assertThat(options.seconds()).isEqualTo(2.5);
        assertThat(options.transactionsPerSecond()).isEqualTo(500);
        assertThat(options.webSocket()).isEqualTo(URI.create("wss://a.example/?key=1"));
        assertThat(options.rpc()).containsExactly(URI.create("https://a.example"), URI.create("http://b.example"));
        assertThat(options.journal()).hasToString("j");
        assertThat(options.json()).isTrue();
        assertThat(options.theme()).isEqualTo(Theme.WARFARE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fast",
                "--seconds",
                "--seconds x",
                "--seconds -1",
                "--rate 0",
                "--block nowhere.json",
                "--ws ws://a.example",
                "--rpc http://a.example",
                "--ws http://a.example --rpc http://a.example",
                "--ws ws://a.example --rpc http://a.example --corrupt 3",
                "--theme loud"
            })
    void aWrongCommandLineIsRefusedByName(String line) {
        assertThatThrownBy(() -> QuickstartOptions.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(--?[a-z]+|not a ws://|not a http://|cannot read nowhere).*");
    }

    @Test
    void aWrongAddressIsNotRepeatedForAKeyMayStandInIt() {
        assertThatThrownBy(() -> QuickstartOptions.parse(new String[] {"--ws", "nonsense://h/?api-key=secret"}))
                .hasMessageNotContaining("secret");
    }
}
