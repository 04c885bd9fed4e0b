package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README shows what the consumer projects compile and run, to the letter. */
class ReadmeTest {
    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "streaming, StreamingExample",
        "queue, QueueExample",
        "sigverify, SigverifyExample",
        "buffer, BufferExample",
        "pool, PoolExample",
        "monitor, MonitorExample",
        "facade, FacadeExample"
    })
    void theReadmeShowsTheSourceThatRuns(String leaf, String main) throws Exception {
        Path source = root.resolve("examples/consumers/" + leaf + "/src/main/java/example/" + main + ".java");
        String snippet = snippet(Files.readAllLines(source));

        assertThat(Files.readString(root.resolve("README.md"))).contains("```java\n" + snippet + "```\n");
    }

    private static String snippet(List<String> lines) {
        int from = indexOf(lines, "// snippet") + 1;
        int to = indexOf(lines, "// end snippet");
        return lines.subList(from, to).stream()
                .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static int indexOf(List<String> lines, String mark) {
        return Stream.iterate(0, i -> i + 1)
                .filter(i -> lines.get(i).strip().equals(mark))
                .findFirst()
                .orElseThrow();
    }
}
