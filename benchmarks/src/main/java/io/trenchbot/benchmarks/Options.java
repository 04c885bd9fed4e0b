package io.trenchbot.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param quick few short rounds, at most five minutes over all claims
 * @param only names of claims or modules, empty = all
 * @param jdkHomes JDKs to measure on, empty = the one that runs the harness
 * @param json where the result goes, null = nowhere
 * @param shared folder of recorded data, null = look for it
 * @param list only print the claims
 * @param help only print the usage
 */
record Options(
        boolean quick,
        List<String> only,
        List<Path> jdkHomes,
        @Nullable Path json,
        @Nullable Path shared,
        boolean list,
        boolean help) {
    static final String USAGE = """
            usage: benchmarks/run [--quick] [--only NAME[,NAME]] [--jdk PATH]... [--json FILE] [--shared DIR] [--list] [--help]
              --quick      short rounds, at most five minutes for all claims on one JDK
              --only       claims or modules by name; --list prints them
              --jdk        home of a JDK to measure on; repeatable; default: the JDK that runs this
              --json FILE  writes the result, with machine, JDK, flags and date
              --shared     folder of recorded data; default: a folder "shared" beside the checkout
            """;

    static Options parse(String[] args) {
        boolean quick = false;
        boolean list = false;
        boolean help = false;
        Path shared = null;
        List<String> only = List.of();
        List<Path> jdkHomes = new ArrayList<>();
        Path json = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--help" -> help = true;
                case "--shared" -> shared = Path.of(value(args, ++i));
                case "--only" -> only = Arrays.asList(value(args, ++i).split(","));
                case "--jdk" -> jdkHomes.add(jdkHome(value(args, ++i)));
                case "--json" -> json = Path.of(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return new Options(quick, only, jdkHomes, json, shared, list, help);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static Path jdkHome(String value) {
        Path home = Path.of(value);
        if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
            throw new IllegalArgumentException("no bin/java under " + value);
        }
        return home;
    }
}
