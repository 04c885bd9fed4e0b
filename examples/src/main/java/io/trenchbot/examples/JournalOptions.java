package io.trenchbot.examples;

import io.trenchbot.buffer.ReadFrom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The command line of the journal command.
 *
 * @param action what to do
 * @param directory the journal's
 * @param format how records are written
 * @param fromPosition the first record is at or behind it
 * @param toPosition the last record is at or before it
 * @param fromNs the first record was received then or later, ns since the epoch; 0 = any
 * @param toNs the last record was received then or earlier
 * @param records at most so many
 * @param speed of a replay, infinite for as fast as its clients read
 * @param port of a replay's JSON-RPC, 0 = any free one
 */
record JournalOptions(
        Action action,
        Path directory,
        Format format,
        long fromPosition,
        long toPosition,
        long fromNs,
        long toNs,
        long records,
        double speed,
        int port) {
    static final String USAGE = """
            usage: examples/run journal info|cat|verify|replay DIR [OPTION]...
              info     segments, records, times, named readers, and how the journal was left
              cat      the records, one a line
              verify   every checksum; exit code 1 and the position where the journal is damaged
              replay   serve the transactions as a node, from the first subscription to transactions on
            options of cat and replay:
              --from POSITION --to POSITION   only these positions, both included
              --since TIME --until TIME       only what was received then, for example 2026-01-31T09:30:00Z
              --limit N                       at most N records
            options of cat:
              --format json|hex|base64        json has the transaction's summary; default json
            options of replay:
              --speed N|max                   N times as fast as recorded, or as fast as the clients read; default 1
              --port N                        of JSON-RPC, PubSub has the one after it; default any free ones
            Nothing is changed, and another process may be writing the journal.
            """;

    private static final int HIGHEST_PORT = 65_534;

    /** What to do. */
    enum Action {
        INFO,
        CAT,
        VERIFY,
        REPLAY
    }

    /** How records are written. */
    enum Format {
        JSON,
        HEX,
        BASE64
    }

    static JournalOptions parse(String[] args) {
        if (args.length < 2) {
            throw new IllegalArgumentException("an action and a directory are needed");
        }
        Action action = oneOf(Action.values(), args[0], "action");
        Format format = Format.JSON;
        long from = 0;
        long to = Long.MAX_VALUE;
        long fromNs = 0;
        long toNs = Long.MAX_VALUE;
        long records = Long.MAX_VALUE;
        double speed = 1;
        int port = 0;
        for (int i = 2; i < args.length; i += 2) {
            String option = args[i];
            String value = value(action, args, i);
            switch (option) {
                case "--from" -> from = whole(option, value, Long.MAX_VALUE);
                case "--to" -> to = whole(option, value, Long.MAX_VALUE);
                case "--since" -> fromNs = time(option, value);
                case "--until" -> toNs = time(option, value);
                case "--limit" -> records = whole(option, value, Long.MAX_VALUE);
                case "--format" -> format = oneOf(Format.values(), value, "format");
                case "--speed" -> speed = speed(value);
                default -> port = (int) whole(option, value, HIGHEST_PORT);
            }
        }
        return new JournalOptions(action, existing(args[1]), format, from, to, fromNs, toNs, records, speed, port);
    }

    /** The value of an option that this action has. */
    private static String value(Action action, String[] args, int i) {
        boolean known = switch (args[i]) {
            case "--from", "--to", "--since", "--until", "--limit" -> action == Action.CAT || action == Action.REPLAY;
            case "--format" -> action == Action.CAT;
            case "--speed", "--port" -> action == Action.REPLAY;
            default -> false;
        };
        if (!known) {
            throw new IllegalArgumentException(args[0] + " has no option " + args[i]);
        }
        if (i + 1 == args.length) {
            throw new IllegalArgumentException(args[i] + " needs a value");
        }
        return args[i + 1];
    }

    /** Where a reader starts; what it meets before the range is left out by {@link #contains}. */
    ReadFrom start() {
        if (fromPosition > 0) {
            return ReadFrom.position(fromPosition);
        }
        return fromNs > 0 ? ReadFrom.stamp(fromNs) : ReadFrom.earliest();
    }

    boolean contains(long position, long stampNs) {
        return position >= fromPosition && position <= toPosition && stampNs >= fromNs && stampNs <= toNs;
    }

    private static <E extends Enum<E>> E oneOf(E[] all, String name, String what) {
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no " + what + " is called " + name);
    }

    private static Path existing(String name) {
        Path directory = Path.of(name);
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(name + " is not a directory");
        }
        return directory;
    }

    private static long whole(String option, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for every wrong number.
        }
        throw new IllegalArgumentException(option + " takes a whole number from 0 to " + most + ", not " + text);
    }

    private static long time(String option, String text) {
        try {
            Instant time = Instant.parse(text);
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), time.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(option + " takes a time such as 2026-01-31T09:30:00Z, not " + text, e);
        }
    }

    private static double speed(String text) {
        if (text.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double speed = Double.parseDouble(text);
            if (speed > 0) {
                return speed;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for every wrong speed.
        }
        throw new IllegalArgumentException("--speed takes a number above 0 or max, not " + text);
    }
}
