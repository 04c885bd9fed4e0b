package io.trenchbot.examples;

import java.io.IOException;

/**
 * The main job, on a chain of its own or on a real node: transactions are streamed, queued, verified, journalled and
 * analyzed; findings are answered with transactions sent through the pool; half way the primary node dies.
 */
final class Quickstart {
    private Quickstart() {}

    static int run(String[] args) {
        QuickstartOptions options;
        try {
            options = QuickstartOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(QuickstartOptions.USAGE);
            return 2;
        }
        Screen screen = options.json() ? new Screen(System.err, false) : new Screen(System.out, Terminal.isThere());
        try (QuickstartRun run = new QuickstartRun(options, screen)) {
            QuickstartReport report = run.run();
            screen.print(report.toText());
            if (options.json()) {
                System.out.println(report.toJson());
            }
            boolean whole = report.journalMatches() && report.transactionsLost() == 0;
            screen.status(options.theme()
                    .line(
                            whole ? Theme.Event.SUCCESS : Theme.Event.ERROR,
                            whole ? "every transaction accounted for" : "see the report: something is missing"));
            return whole ? 0 : 1;
        } catch (IOException e) {
            screen.status(options.theme().line(Theme.Event.ERROR, String.valueOf(e.getMessage())));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
