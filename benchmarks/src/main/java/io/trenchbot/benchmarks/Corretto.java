package io.trenchbot.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amazon Corretto Crypto Provider, whose jar carries native code for one platform. */
final class Corretto {
    /** Without it the provider verifies with keys that others have made, which takes it longer. */
    static final String KEYS_FLAG = "-Dcom.amazon.corretto.crypto.provider.registerEdKeyFactory=true";

    static final Provider PROVIDER = provider();

    private Corretto() {}

    private static Provider provider() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        Check.that(provider.getLoadingError() == null, "Corretto's native code loads: " + provider.getLoadingError());
        return provider;
    }

    static @Nullable String lack() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return platform.toLowerCase(Locale.ROOT).equals("linux amd64")
                ? null
                : "the jar of Corretto's provider has native code for Linux on amd64, not for " + platform;
    }
}
