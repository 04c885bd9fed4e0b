package io.trenchbot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the claims: ours and the peer alternately, each in its own JVM, and prints the table.
 *
 * <p>Exit code 0 when everything was measured, whether or not a goal was met: a missed goal is a result. 1 when a
 * benchmark failed (a cross-check that does not hold fails its benchmark), 2 for a wrong command line.
 */
public final class Main {
    private Main() {}

    /**
     * Measures.
     *
     * @param args see {@link Options#USAGE}
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        Options options;
        List<Claim> claims;
        try {
            options = Options.parse(args);
            claims = select(options.only());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        }
        if (options.list()) {
            claims.forEach(
                    claim -> System.out.printf("%-34s %-10s %s%n", claim.name(), claim.module(), claim.sentence()));
            return 0;
        }
        return measure(options, claims);
    }

    private static List<Claim> select(List<String> only) {
        List<Claim> all = Claims.all();
        for (String name : only) {
            if (all.stream().noneMatch(claim -> matches(claim, name))) {
                throw new IllegalArgumentException("no claim or module " + name);
            }
        }
        return only.isEmpty()
                ? all
                : all.stream()
                        .filter(claim -> only.stream().anyMatch(name -> matches(claim, name)))
                        .toList();
    }

    private static boolean matches(Claim claim, String name) {
        return claim.name().equals(name) || claim.module().equals(name);
    }

    private static int measure(Options options, List<Claim> claims) {
        Effort effort = options.quick() ? Effort.quick(claims.size()) : Effort.full();
        List<Measurement> measurements = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<Path> homes =
                options.jdkHomes().isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : options.jdkHomes();
        for (Path home : homes) {
            int feature = Jdk.featureRelease(home);
            for (Claim claim : claims) {
                if (feature < claim.ours().minimumJdk()
                        || feature < claim.peer().minimumJdk()) {
                    System.err.printf(
                            "%s: left out on JDK %d, a side of it needs a newer one%n", claim.name(), feature);
                    continue;
                }
                try {
                    measurements.add(measure(claim, home, effort));
                } catch (RunnerException e) {
                    failures.add(claim.name() + " on JDK " + feature + ": " + e);
                    System.err.println(failures.get(failures.size() - 1));
                }
            }
        }
        System.out.print(Report.table(measurements, effort));
        writeJson(options.json(), measurements, effort);
        return failures.isEmpty() ? 0 : 1;
    }

    private static void writeJson(@Nullable Path file, List<Measurement> measurements, Effort effort) {
        if (file == null) {
            return;
        }
        try {
            Report.writeJson(file, measurements, effort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Measurement measure(Claim claim, Path home, Effort effort) throws RunnerException {
        List<Double> ours = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        String jdk = "";
        for (int round = 0; round < effort.rounds(); round++) {
            RunResult result = fork(claim.ours(), home, effort);
            jdk = result.getParams().getVmName() + " " + result.getParams().getVmVersion();
            ours.add(median(result));
            peer.add(median(fork(claim.peer(), home, effort)));
            System.err.printf(
                    "%s round %d of %d: ours %.4g, peer %.4g %s%n",
                    claim.name(), round + 1, effort.rounds(), ours.get(round), peer.get(round), claim.metric());
        }
        List<String> flags = List.of(
                "ours: " + String.join(" ", claim.ours().jvmFlags()),
                "peer: " + String.join(" ", claim.peer().jvmFlags()));
        return new Measurement(claim, jdk, flags, ours, peer);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static RunResult fork(Bench bench, Path home, Effort effort) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + bench.method().replace(".", "\\.") + "$")
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(effort.iteration())
                .measurementIterations(effort.iterations())
                .measurementTime(effort.iteration())
                .jvm(home.resolve("bin").resolve("java").toString())
                .jvmArgs(jvmArgs(bench))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        bench.params().forEach((name, value) -> options.param(name, value));
        return new Runner(options.build()).runSingle();
    }

    /** One heap size for all, so that no side gains from a larger young generation. */
    private static String[] jvmArgs(Bench bench) {
        List<String> args = new ArrayList<>(Arrays.asList("-Xms2g", "-Xmx2g"));
        args.addAll(bench.jvmFlags());
        return args.toArray(new String[0]);
    }
}
