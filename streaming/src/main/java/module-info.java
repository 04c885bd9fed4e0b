/** A live, never silently incomplete feed of Solana events. */
module io.trenchbot.streaming {
    requires org.java_websocket;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.trenchbot.streaming;
}
