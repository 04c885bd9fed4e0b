package io.trenchbot.examples;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a run shows what it does: on a terminal one table that is drawn anew in place, with the newest status lines above
 * it; elsewhere plain lines. With {@code --json} all of it goes to stderr, so that stdout holds the one line.
 *
 * <p>Threading: any thread.
 */
final class Screen {
    private static final int STATUS_LINES = 8;
    private static final String CLEAR_TO_END = "\033[J";

    private final PrintStream out;
    private final boolean terminal;
    private final Deque<String> status = new ArrayDeque<>();
    private String table = "";
    private int drawnLines;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void status(String line) {
        if (!terminal) {
            out.println(line);
            return;
        }
        if (status.size() == STATUS_LINES) {
            status.removeFirst();
        }
        status.addLast(line);
        draw();
    }

    /** On a terminal replaces the table, elsewhere prints the line unless it is empty. */
    synchronized void table(String newTable, String line) {
        if (terminal) {
            table = newTable;
            draw();
        } else if (!line.isEmpty()) {
            out.println(line);
        }
    }

    synchronized void print(String text) {
        drawnLines = 0;
        status.clear();
        table = "";
        out.print(text);
        out.flush();
    }

    private void draw() {
        StringBuilder frame = new StringBuilder();
        if (drawnLines > 0) {
            frame.append("\033[" + drawnLines + "A");
        }
        frame.append('\r').append(CLEAR_TO_END);
        status.forEach(line -> frame.append(line).append('\n'));
        frame.append(table);
        drawnLines = status.size() + (int) table.chars().filter(c -> c == '\n').count();
        out.print(frame);
        out.flush();
    }
}
