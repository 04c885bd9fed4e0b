package io.trenchbot.examples;

import io.trenchbot.buffer.BufferException;
import java.io.IOException;
import java.io.PrintStream;

/** Looks into a journal without changing it: what it holds, its records, whether they are whole, and the day it recorded. */
final class JournalCommand {
    private static final int DAMAGED = 1;
    private static final int TROUBLE = 2;

    private JournalCommand() {}

    /** Exit code 0: as it should be; 1: the journal is damaged; 2: it could not be looked at. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        JournalOptions options;
        try {
            options = JournalOptions.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(JournalOptions.USAGE);
            return TROUBLE;
        }
        try {
            return run(options, out, err);
        } catch (BufferException e) {
            err.println(e.reason() + ": " + e.getMessage());
            return isDamage(e) ? DAMAGED : TROUBLE;
        } catch (IllegalArgumentException | IOException e) {
            err.println(e.getMessage());
            return TROUBLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return TROUBLE;
        }
    }

    private static int run(JournalOptions options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        return switch (options.action()) {
            case INFO -> JournalInfo.print(options.directory(), out);
            case CAT -> JournalCat.print(options, out, err);
            case VERIFY -> JournalVerify.print(options.directory(), out, err) ? 0 : DAMAGED;
            case REPLAY -> JournalReplay.serve(options, out);
        };
    }

    private static boolean isDamage(BufferException e) {
        return switch (e.reason()) {
            case ACCESS, LOCKED, READER_BUSY, DISK_FULL, FORCE_FAILED, CLOSED -> false;
            default -> true;
        };
    }
}
