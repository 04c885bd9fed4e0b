/** Hands elements from one thread to another in well under a microsecond, and says how it goes. */
module io.trenchbot.queue {
    requires org.jctools.core.jdk11;
    requires static transitive org.jspecify;

    exports io.trenchbot.queue;
}
