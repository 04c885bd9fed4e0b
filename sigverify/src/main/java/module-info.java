/** Ed25519 verification in batches, with the verdict of the Solana network. */
module io.trenchbot.sigverify {
    requires static jdk.incubator.vector;
    requires static org.jspecify;
    requires java.management;
    requires org.bouncycastle.provider;

    exports io.trenchbot.sigverify;
}
