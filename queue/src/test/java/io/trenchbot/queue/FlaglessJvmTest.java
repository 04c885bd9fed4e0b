package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No flag, no warning, and no sun.misc.Unsafe even where the JVM forbids its memory access. */
class FlaglessJvmTest {
    @TempDir
    Path directory;

    @Test
    void runsSilentlyWithoutAnyFlag() throws Exception {
        assertSilent(List.of());
    }

    @Test
    void runsWithUnsafeMemoryAccessDenied() throws Exception {
        assumeThat(Runtime.version().feature())
                .as("the option came with JDK 23")
                .isGreaterThanOrEqualTo(23);
        assertSilent(List.of("--sun-misc-unsafe-memory-access=deny"));
    }

    private void assertSilent(List<String> flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FlaglessJvm.class.getName()));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.endsWith("JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(err, StandardCharsets.UTF_8)).isEmpty();
        assertThat(Files.readString(out, StandardCharsets.UTF_8)).isEqualTo("popped 300001" + System.lineSeparator());
        assertThat(process.exitValue()).isZero();
    }
}
