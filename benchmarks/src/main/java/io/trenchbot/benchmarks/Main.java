package io.trenchbot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the claims: ours and the peer alternately, each in its own JVM, and prints the table.
 *
 * <p>Exit code 0 when everything was measured, whether or not a goal was met: a missed goal is a result. 1 when a
 * benchmark failed (a cross-check that does not hold fails its benchmark), 2 for a wrong command line.
 */
public final class Main {
    private final Options options;
    private final List<Claim> claims;
    private final Effort effort;
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Main(Options options, List<Claim> claims) {
        this.options = options;
        this.claims = claims;
        this.effort = options.quick() ? Effort.quick(claims) : Effort.full();
    }

    /**
     * Measures.
     *
     * @param args see {@link Options#USAGE}
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        Options options;
        List<Claim> claims;
        try {
            options = Options.parse(args);
            claims = Claims.select(options.only());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return 0;
        }
        if (options.list()) {
            claims.forEach(
                    claim -> System.out.printf("%-26s %-10s %s%n", claim.name(), claim.module(), claim.sentence()));
            return 0;
        }
        return new Main(options, claims).measure();
    }

    private int measure() {
        List<Path> homes =
                options.jdkHomes().isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : options.jdkHomes();
        Path shared = options.shared() != null ? options.shared() : SharedData.folder();
        for (Path home : homes) {
            measureOn(home, shared);
        }
        System.out.print(Report.table(measurements, leftOut, effort));
        failures.forEach(failure -> System.out.println("FAILED " + failure));
        writeJson(options.json());
        return failures.isEmpty() ? 0 : 1;
    }

    private void measureOn(Path home, @Nullable Path shared) {
        int feature = Jdk.featureRelease(home);
        Fork fork = new Fork(home, feature, effort, shared);
        for (Claim claim : claims) {
            String obstacle = fork.obstacle(claim);
            if (obstacle != null) {
                leftOut.add(new LeftOut(claim.name(), feature, obstacle));
                System.err.printf("%s LEFT OUT on JDK %d: %s%n", claim.name(), feature, obstacle);
                continue;
            }
            try {
                measurements.add(measure(claim, fork));
            } catch (RunnerException e) {
                failures.add(claim.name() + " on JDK " + feature);
                System.err.println(claim.name() + " failed: " + e.getMessage());
            }
        }
    }

    private Measurement measure(Claim claim, Fork fork) throws RunnerException {
        List<Double> ours = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        String jdk = "";
        for (int round = 0; round < effort.rounds(); round++) {
            Fork.Value value = fork.run(claim.ours());
            jdk = value.jdk();
            ours.add(value.ns());
            peer.add(fork.run(claim.peer()).ns());
            System.err.printf(
                    "%s round %d of %d: ours %.4g, peer %.4g %s%n",
                    claim.name(), round + 1, effort.rounds(), ours.get(round), peer.get(round), claim.metric());
        }
        return new Measurement(claim, jdk, fork.flags(claim), ours, peer);
    }

    private void writeJson(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Report.writeJson(file, measurements, leftOut, effort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
