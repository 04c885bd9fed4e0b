/** A memory-mapped journal of transactions that survives a crash. */
module io.trenchbot.buffer {
    requires static org.jspecify;

    exports io.trenchbot.buffer;
}
