package io.trenchbot.examples;

import java.io.Console;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Whether somebody looks at a terminal that understands cursor movements. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // newer platforms are asked by isTerminal
    static boolean isThere() {
        Console console = System.console();
        String kind = System.getenv("TERM");
        return console != null && kind != null && !kind.equals("dumb") && isTerminal(console);
    }

    /** Before Java 22 a console is there only on a terminal; since then it says so itself. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) MethodHandles.publicLookup()
                    .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
                    .invokeExact(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (Throwable e) {
            throw new AssertionError("isTerminal is public and throws nothing", e);
        }
    }
}
