package io.trenchbot.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Child processes of the consumer tests: the Maven that runs this build, and the Java that runs this test. */
final class Maven {
    private static final long LIMIT_MINUTES = 3;

    private Maven() {}

    record Result(int exitCode, String out, String err) {}

    /** Runs Maven against the artifacts of this build, staged apart from the user's repository, which only backs it. */
    static Result maven(Path pom, String goal) throws IOException, InterruptedException {
        String script = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
        return run(List.of(
                Path.of(System.getProperty("trenchbot.maven.home"), "bin", script)
                        .toString(),
                "-B",
                "-f",
                pom.toString(),
                "-Dmaven.repo.local=" + System.getProperty("trenchbot.staged"),
                "-Dmaven.repo.local.tail=" + System.getProperty("trenchbot.repository"),
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                goal));
    }

    static Result java(List<String> args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(args);
        return run(command);
    }

    private static Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("child", ".out");
        Path err = Files.createTempFile("child", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().remove("MAVEN_PROJECTBASEDIR");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT_MINUTES + " minutes: " + command);
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
