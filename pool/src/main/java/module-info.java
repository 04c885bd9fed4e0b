/** JSON-RPC over many Solana nodes as if they were one good node. */
module io.trenchbot.pool {
    requires okhttp3;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.trenchbot.pool;
}
