package io.trenchbot.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One pool for a long time, in a process of its own so that nothing else is counted: what it holds does not grow. */
@Execution(ExecutionMode.CONCURRENT)
class SoakTest {
    /** What the process holds after a phase, when all is quiet. */
    private record Phase(long calls, long failed, long inFlight, long threads, long descriptors, long heapBytes) {
        static Phase of(String line) {
            long[] values =
                    Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Phase(values[0], values[1], values[2], values[3], values[4], values[5]);
        }
    }

    @Test
    @Timeout(600)
    void halfAMinuteLeavesNothingBehind() throws Exception {
        soak(7, 3, 0.2);
    }

    @Test
    @Tag("slow")
    @Timeout(5_400)
    void halfAnHourLeavesNothingBehind() throws Exception {
        soak(60, 30, 0.01);
    }

    private static void soak(int phasesCount, int phaseSeconds, double heapGrowthMax) throws Exception {
        List<String> lines = run(phasesCount, phaseSeconds);
        lines.forEach(System.out::println);
        List<Phase> phases = lines.stream().map(Phase::of).toList();
        assertThat(phases).hasSize(phasesCount);
        assertThat(phases).allMatch(phase -> phase.inFlight() == 0);
        Phase last = phases.get(phasesCount - 1);
        assertThat(last.calls()).isGreaterThan(10L * phasesCount * phaseSeconds);
        assertThat(last.failed()).isLessThan(last.calls() / 20);
        // The first third fills caches and compiles; of the rest the second half holds no more than the first.
        List<Phase> settled = phases.subList(phasesCount / 3, phasesCount);
        List<Phase> before = settled.subList(0, settled.size() / 2);
        List<Phase> after = settled.subList(settled.size() / 2, settled.size());
        assertThat(median(after.stream().mapToLong(Phase::threads)))
                .isLessThanOrEqualTo(median(before.stream().mapToLong(Phase::threads)) + 10);
        assertThat(median(after.stream().mapToLong(Phase::descriptors)))
                .isLessThanOrEqualTo(median(before.stream().mapToLong(Phase::descriptors)) + 10);
        double growth = median(after.stream().mapToLong(Phase::heapBytes))
                        / (double) median(before.stream().mapToLong(Phase::heapBytes))
                - 1;
        System.out.printf("heap grew by %.2f %%%n", 100 * growth);
        assertThat(growth).isLessThan(heapGrowthMax);
    }

    private static long median(LongStream values) {
        long[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static List<String> run(int phases, int seconds) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Soak.class.getName(),
                        Integer.toString(phases),
                        Integer.toString(seconds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
