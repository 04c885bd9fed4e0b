package io.trenchbot.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks, each in a JVM of its own.
 *
 * <p>Every benchmark samples the time of whole calls that handle a batch each; its value is the median call divided by the
 * batch, unless the benchmark reads something else. A mean would count what the scheduler took away; this machine is rarely alone.
 */
final class Fork {
    /** One heap size for all, so that no side gains from a larger young generation. */
    static final List<String> COMMON_FLAGS = List.of("-Xms2g", "-Xmx2g");

    /** Of the profiler: bytes a call, over all threads. */
    private static final String ALLOCATED_BYTES = "gc.alloc.rate.norm";

    /** What begins a line of a benchmark's output that a reader of the run is to see. */
    static final String NOTE = "note:";

    /** The field in which a benchmark reports a figure of its own. */
    private static final String REPORTED_VALUE = "value";

    private final Path home;
    private final int feature;
    private final Effort effort;
    private final @Nullable Path shared;

    Fork(Path home, int feature, Effort effort, @Nullable Path shared) {
        this.home = home;
        this.feature = feature;
        this.effort = effort;
        this.shared = shared;
    }

    /** What keeps a claim from being measured here, or null. */
    @Nullable
    String obstacle(Claim claim) {
        for (Bench side : claim.sides()) {
            if (feature < side.minimumJdk()) {
                return side.method() + " needs JDK " + side.minimumJdk();
            }
            if (side.onRecordedData() && shared == null) {
                return "there is no folder of recorded data; name it with --shared";
            }
            String lack = side.need().get();
            if (lack != null) {
                return lack;
            }
        }
        return null;
    }

    /** Nanoseconds or bytes for one of what a claim is about; no JDK for a limit. */
    record Value(double value, String jdk) {}

    Value run(Bench bench) throws RunnerException {
        if (bench.reading() == Bench.Reading.LIMIT) {
            return new Value(
                    Double.parseDouble(Objects.requireNonNull(bench.params().get("value"))), "");
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        Collection<RunResult> results;
        try {
            results = new Runner(
                            options(bench).build(), OutputFormatFactory.createFormatInstance(print, VerboseMode.NORMAL))
                    .run();
        } catch (RunnerException e) {
            throw new RunnerException(said.toString(StandardCharsets.UTF_8), e);
        }
        if (results.size() != 1) {
            throw new RunnerException(bench.method() + " names " + results.size() + " benchmarks");
        }
        said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(NOTE))
                .forEach(System.err::println);
        RunResult result = results.iterator().next();
        return new Value(
                ofCall(result, bench.reading()) / bench.batch(),
                result.getParams().getVmName() + " " + result.getParams().getVmVersion());
    }

    private static double ofCall(RunResult result, Bench.Reading reading) {
        return switch (reading) {
            case ALLOCATION -> secondary(result, ALLOCATED_BYTES);
            case REPORTED -> secondary(result, REPORTED_VALUE);
            case MEAN -> result.getPrimaryResult().getStatistics().getMean();
            case TAIL -> result.getPrimaryResult().getStatistics().getPercentile(99);
            case TIME, FIRST_CALL, LIMIT ->
                result.getPrimaryResult().getStatistics().getPercentile(50);
        };
    }

    private static double secondary(RunResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getScore();
    }

    private ChainedOptionsBuilder options(Bench bench) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + bench.method().replace(".", "\\.") + "$")
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(effort.iteration())
                .measurementIterations(effort.iterations())
                .measurementTime(effort.iteration())
                .jvm(home.resolve("bin").resolve("java").toString())
                .jvmArgs(jvmArgs(bench))
                .shouldFailOnError(true);
        bench.params().forEach((name, value) -> options.param(name, value));
        if (bench.reading() == Bench.Reading.FIRST_CALL || bench.reading() == Bench.Reading.REPORTED) {
            options.mode(Mode.SingleShotTime).warmupIterations(0).measurementIterations(1);
        }
        if (bench.reading() == Bench.Reading.ALLOCATION) {
            // Long iterations of one call after the other: what the harness itself allocates around them vanishes.
            options.addProfiler(GCProfiler.class).mode(Mode.AverageTime).measurementTime(TimeValue.seconds(2));
        }
        if (bench.onRecordedData()) {
            options.param("shared", String.valueOf(shared));
        }
        return options;
    }

    private String[] jvmArgs(Bench bench) {
        List<String> args = new ArrayList<>(COMMON_FLAGS);
        args.addAll(bench.jvmFlags().apply(feature));
        return args.toArray(new String[0]);
    }

    /** The flags of both sides, as they are reported. */
    List<String> flags(Claim claim) {
        return Arrays.asList(
                "ours: " + String.join(" ", jvmArgs(claim.ours())), "peer: " + String.join(" ", jvmArgs(claim.peer())));
    }
}
