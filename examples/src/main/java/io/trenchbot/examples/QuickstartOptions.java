package io.trenchbot.examples;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the quickstart.
 *
 * @param seconds how long the generated chain or the real node is streamed, more than 0
 * @param transactionsPerSecond the rate of the local node
 * @param block a {@code getBlock} reply to replay, null = the generated chain
 * @param corrupt how many transactions get one flipped bit
 * @param webSocket a real node's PubSub, null = the local node
 * @param rpc a real cluster's nodes, the first one primary
 * @param journal where the journal stays, null = a temporary folder that is deleted
 * @param dashboardPort where the dashboard listens, 0 = any free port, null = no dashboard
 * @param json whether the final report is one JSON line on stdout
 * @param theme words of the status lines
 */
record QuickstartOptions(
        double seconds,
        int transactionsPerSecond,
        @Nullable Path block,
        int corrupt,
        @Nullable URI webSocket,
        List<URI> rpc,
        @Nullable Path journal,
        @Nullable Integer dashboardPort,
        boolean json,
        Theme theme) {
    static final String USAGE = """
            usage: examples/run quickstart [OPTION]...
              --seconds N              how long to stream (default 20)
              --rate N                 transactions a second of the local node (default 1000)
              --block FILE             replay a recorded getBlock reply, plain or zipped, instead of the generated chain
              --corrupt K              flip one bit in K transactions of the local node (default 0)
              --ws URL --rpc URL[,URL] stream from a real node, send to these
              --journal DIR            keep the journal there
              --dashboard PORT         show the monitor's page on this port of the loopback address, 0 = any free one
              --json                   the final report as one JSON line on stdout
              --theme plain|warfare    words of the status lines (default plain)
            """;

    private static final int MOST_TRANSACTIONS_PER_SECOND = 100_000;

    static QuickstartOptions parse(String[] args) {
        double seconds = 20;
        int rate = 1_000;
        int corrupt = 0;
        Path block = null;
        URI webSocket = null;
        List<URI> rpc = List.of();
        Path journal = null;
        Integer dashboardPort = null;
        boolean json = false;
        Theme theme = Theme.PLAIN;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seconds" -> seconds = number(args, ++i, 0.1, 86_400);
                case "--rate" -> rate = (int) number(args, ++i, 1, MOST_TRANSACTIONS_PER_SECOND);
                case "--corrupt" -> corrupt = (int) number(args, ++i, 0, Integer.MAX_VALUE);
                case "--block" -> block = existing(args, ++i);
                case "--ws" -> webSocket = uri(value(args, ++i), "ws");
                case "--rpc" -> rpc = uris(value(args, ++i));
                case "--journal" -> journal = Path.of(value(args, ++i));
                case "--dashboard" -> dashboardPort = (int) number(args, ++i, 0, 65_535);
                case "--json" -> json = true;
                case "--theme" -> theme = Theme.named(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if ((webSocket == null) != rpc.isEmpty()) {
            throw new IllegalArgumentException("--ws and --rpc go together");
        }
        if (webSocket != null && (block != null || corrupt > 0)) {
            throw new IllegalArgumentException("--block and --corrupt are for the local node, --ws is a real one");
        }
        return new QuickstartOptions(
                seconds, rate, block, corrupt, webSocket, rpc, journal, dashboardPort, json, theme);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static double number(String[] args, int i, double least, double most) {
        String text = value(args, i);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for every wrong number.
        }
        throw new IllegalArgumentException(
                args[i - 1] + " takes a number from " + least + " to " + most + ", not " + text);
    }

    private static Path existing(String[] args, int i) {
        Path file = Path.of(value(args, i));
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        return file;
    }

    private static List<URI> uris(String list) {
        List<URI> uris = new ArrayList<>();
        for (String one : list.split(",", -1)) {
            uris.add(uri(one, "http"));
        }
        return uris;
    }

    /** The message names no more than the scheme: a provider's key may stand in the rest. */
    private static URI uri(String text, String scheme) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && (scheme.equals(uri.getScheme()) || (scheme + "s").equals(uri.getScheme()))) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // Falls through to the one message for every wrong address.
        }
        throw new IllegalArgumentException("not a " + scheme + ":// or " + scheme + "s:// address");
    }
}
