package io.trenchbot.benchmarks;

import java.io.IOException;
import java.util.List;

/** Reply servers for benchmarks in the packages of the leaves. */
public final class Replies {
    private Replies() {}

    /**
     * Starts a server.
     *
     * @param servers gets what is to be closed
     * @return its URL
     */
    public static String serve(List<AutoCloseable> servers) throws IOException {
        ReplyServer server = new ReplyServer();
        servers.add(server);
        return server.url();
    }
}
