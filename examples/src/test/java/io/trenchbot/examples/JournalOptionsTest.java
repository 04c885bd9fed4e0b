package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trenchbot.buffer.ReadFrom;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalOptionsTest {
    @Test
    void everyOptionIsTaken() {
        JournalOptions cat = JournalOptions.parse(
                "cat target --from 4096 --to 9000 --since 2026-01-31T09:30:00Z --until 2026-01-31T09:30:00.5Z --limit 7 --format hex"
                        .split(" "));

        assertThat(cat.action()).isEqualTo(JournalOptions.Action.CAT);
        assertThat(cat.directory()).isEqualTo(Path.of("target"));
        assertThat(cat.format()).isEqualTo(JournalOptions.Format.HEX);
        assertThat(cat.records()).isEqualTo(7);
        assertThat(cat.start()).isEqualTo(ReadFrom.position(4_096));
        assertThat(cat.contains(4_096, 1_769_851_800_000_000_000L)).isTrue();
        assertThat(cat.contains(4_095, 1_769_851_800_000_000_000L)).isFalse();
        assertThat(cat.contains(9_000, 1_769_851_800_500_000_000L)).isTrue();
        assertThat(cat.contains(9_001, 1_769_851_800_500_000_000L)).isFalse();
        assertThat(cat.contains(5_000, 1_769_851_799_999_999_999L)).isFalse();
        assertThat(cat.contains(5_000, 1_769_851_800_500_000_001L)).isFalse();

        JournalOptions replay = JournalOptions.parse("replay target --speed max --port 8899".split(" "));
        assertThat(replay.speed()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(replay.port()).isEqualTo(8_899);
        assertThat(replay.start()).isEqualTo(ReadFrom.earliest());
        assertThat(JournalOptions.parse("cat target --since 1970-01-01T00:00:01Z".split(" "))
                        .start())
                .isEqualTo(ReadFrom.stamp(1_000_000_000));
    }

    @Test
    void withoutOptionsEverythingIsShownAndReplayedAtItsPace() {
        JournalOptions options = JournalOptions.parse("replay target".split(" "));
        assertThat(options.speed()).isEqualTo(1);
        assertThat(options.contains(0, 0)).isTrue();
        assertThat(options.contains(Long.MAX_VALUE, Long.MAX_VALUE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "info",
                "look target",
                "info nowhere",
                "info target --limit 3",
                "verify target --from 1",
                "cat target --speed 2",
                "replay target --format hex",
                "cat target --from",
                "cat target --from -1",
                "cat target --limit many",
                "cat target --since yesterday",
                "cat target --format xml",
                "replay target --speed 0",
                "replay target --speed NaN",
                "replay target --port 65535"
            })
    void aWrongCommandLineIsRefused(String line) {
        assertThatThrownBy(() -> JournalOptions.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(needed|called|directory|option|needs|takes).*");
    }

    @ParameterizedTest
    @CsvSource({
        "0,1970-01-01T00:00:00Z",
        "1769851800000000001,2026-01-31T09:30:00.000000001Z",
        "-1,1969-12-31T23:59:59.999999999Z"
    })
    void stampsAreNanosecondsSinceTheEpoch(long stampNs, String time) {
        assertThat(JournalInfo.time(stampNs)).isEqualTo(time);
    }
}
