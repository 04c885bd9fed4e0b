package io.trenchbot.examples;

import java.util.Locale;

/** The words of the status lines. The codes beside them are the same in every theme. */
enum Theme {
    PLAIN("starting", "subscription live", "error", "orderly stop", "done"),
    WARFARE("BATTLE STATIONS", "TARGET ACQUIRED", "TAKING FIRE", "TACTICAL RETREAT", "ULTIMATE VICTORY");

    /** What a status line reports. */
    enum Event {
        START,
        LIVE,
        ERROR,
        STOP,
        SUCCESS
    }

    private final String start;
    private final String live;
    private final String error;
    private final String stop;
    private final String success;

    Theme(String start, String live, String error, String stop, String success) {
        this.start = start;
        this.live = live;
        this.error = error;
        this.stop = stop;
        this.success = success;
    }

    String line(Event event, String detail) {
        String words = switch (event) {
            case START -> start;
            case LIVE -> live;
            case ERROR -> error;
            case STOP -> stop;
            case SUCCESS -> success;
        };
        return String.format(Locale.ROOT, "[%s] %s: %s", event.name().toLowerCase(Locale.ROOT), words, detail);
    }

    static Theme named(String name) {
        for (Theme theme : values()) {
            if (theme.name().toLowerCase(Locale.ROOT).equals(name)) {
                return theme;
            }
        }
        throw new IllegalArgumentException("--theme takes plain or warfare, not " + name);
    }
}
