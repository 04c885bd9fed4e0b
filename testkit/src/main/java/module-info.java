/** An in-process stand-in for a Solana node on loopback, and the builder of the transactions to try it with. */
module io.trenchbot.testkit {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires org.bouncycastle.provider;
    requires org.java_websocket;
    requires org.slf4j;

    exports io.trenchbot.testkit;
}
