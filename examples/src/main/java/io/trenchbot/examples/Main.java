package io.trenchbot.examples;

import java.util.Arrays;

/** Starts an example by its name. */
public final class Main {
    private static final String USAGE = """
            usage: examples/run EXAMPLE [OPTION]...
              quickstart   stream, queue, verify, journal, analyze, send; a live table, then a report
              journal      what a journal holds, its records, whether they are whole, and a replay of them
            """;

    private Main() {}

    /**
     * Runs the example that the first argument names with the rest of them.
     *
     * @param args the name and its options
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        String name = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        return switch (name) {
            case "quickstart" -> Quickstart.run(rest);
            case "journal" -> JournalCommand.run(rest, System.out, System.err);
            default -> usage(name);
        };
    }

    private static int usage(String name) {
        if (!name.isEmpty()) {
            System.err.println("no example is called " + name);
        }
        System.err.print(USAGE);
        return 2;
    }
}
