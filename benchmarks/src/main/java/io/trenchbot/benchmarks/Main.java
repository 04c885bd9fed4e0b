package io.trenchbot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            claims = Claims.select(options.only(), options.quick());
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
        List<Claim> possible = new ArrayList<>();
        for (Claim claim : claims) {
            String obstacle = fork.obstacle(claim);
            if (obstacle == null) {
                possible.add(claim.on(feature));
            } else {
                leftOut.add(new LeftOut(claim.name(), feature, obstacle));
                System.err.printf("%s LEFT OUT on JDK %d: %s%n", claim.name(), feature, obstacle);
            }
        }
        for (List<Claim> group : Rounds.groups(possible)) {
            Rounds rounds = new Rounds(group, fork, effort.rounds());
            rounds.run();
            measurements.addAll(rounds.measurements());
            rounds.failures().forEach(name -> failures.add(name + " on JDK " + feature));
        }
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
