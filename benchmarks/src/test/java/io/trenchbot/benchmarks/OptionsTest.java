package io.trenchbot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void everyOptionIsRead() {
        String home = System.getProperty("java.home");
        Options options = Options.parse(new String[] {
            "--quick",
            "--only",
            "queue,monitor-record",
            "--jdk",
            home,
            "--jdk",
            home,
            "--json",
            "x.json",
            "--shared",
            "s"
        });
        assertThat(options.quick()).isTrue();
        assertThat(options.only()).containsExactly("queue", "monitor-record");
        assertThat(options.jdkHomes()).containsExactly(Path.of(home), Path.of(home));
        assertThat(options.json()).isEqualTo(Path.of("x.json"));
        assertThat(options.shared()).isEqualTo(Path.of("s"));
        assertThat(options.list() || options.help()).isFalse();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--fast"})).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse(new String[] {"--json"})).hasMessageContaining("--json");
        assertThatThrownBy(() -> Options.parse(new String[] {"--jdk", "/no/such"}))
                .hasMessageContaining("/no/such");
        assertThatThrownBy(() -> Claims.select(List.of("no-such-claim"), false)).hasMessageContaining("no-such-claim");
    }

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(Main.run("--fast")).isEqualTo(2);
        assertThat(Main.run("--only", "no-such-claim")).isEqualTo(2);
        assertThat(Main.run("--help")).isZero();
    }
}
