package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import java.io.File;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each leaf as a user takes it: an application of its own, the leaf alone on the class path, no JVM flag. */
class ConsumersIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "streaming, StreamingExample, received \\d+ transactions",
        "queue, QueueExample, popped 1000000",
        "sigverify, SigverifyExample, verified 127 of 128",
        "buffer, BufferExample, replayed \\d+ records",
        "pool, PoolExample, slot \\d+",
        "monitor, MonitorExample, p99",
        "facade, FacadeExample, verified \\d+"
    })
    void theSnippetRunsWithItsLeafAlone(String leaf, String main, String expected) throws Exception {
        Path project = copy(Path.of(System.getProperty("trenchbot.root"), "examples", "consumers", leaf));
        Maven.Result build = Maven.maven(project.resolve("pom.xml"), "compile");
        assertThat(build.exitCode()).as(build.out()).isZero();
        String dependencies = Files.readString(project.resolve("target/class-path"));
        if (!leaf.equals("facade")) {
            assertThat(ours(dependencies)).singleElement().asString().contains("trenchbot-" + leaf);
        }

        try (LocalLedger ledger =
                        LocalLedger.generated(1).transactionsPerSecond(200).build();
                LocalNode node = LocalNode.serve(ledger);
                LocalNode backup = LocalNode.serve(ledger)) {
            ledger.start();
            List<String> args = new ArrayList<>(List.of(
                    "-cp", project.resolve("target/classes") + File.pathSeparator + dependencies, "example." + main));
            args.addAll(arguments(leaf, node, backup));
            Maven.Result run = Maven.java(args);

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).containsPattern(expected);
            assertThat(run.err()).doesNotContain("WARNING");
        }
    }

    private List<String> arguments(String leaf, LocalNode node, LocalNode backup) {
        return switch (leaf) {
            case "streaming" -> List.of(node.webSocketUrl().toString());
            case "pool" -> List.of(node.rpcUrl().toString(), backup.rpcUrl().toString());
            case "buffer" -> List.of(folder.resolve("journal").toString());
            case "facade" ->
                List.of(
                        node.webSocketUrl().toString(),
                        node.rpcUrl().toString(),
                        folder.resolve("journal").toString());
            default -> List.of();
        };
    }

    private static List<String> ours(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName().toString())
                .filter(name -> name.startsWith("trenchbot"))
                .toList();
    }

    private Path copy(Path project) throws Exception {
        Path target = folder.resolve("project");
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws java.io.IOException {
                Path copy = target.resolve(project.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
        return target;
    }
}
