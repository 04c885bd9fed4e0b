package io.trenchbot.sigverify;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/** libsodium's verification, from the binaries inside the lazysodium jar: the strict rule, not of our making. */
interface Libsodium extends Library {
    int sodium_init();

    int crypto_sign_verify_detached(byte[] signature, byte[] message, long messageBytes, byte[] publicKey);

    static Libsodium load() {
        try {
            File file = Native.extractFromResourcePath(resource(), Libsodium.class.getClassLoader());
            Libsodium library = Native.load(file.getAbsolutePath(), Libsodium.class);
            if (library.sodium_init() < 0) {
                throw new IllegalStateException("libsodium did not start");
            }
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource() {
        if (Platform.isWindows()) {
            return "/windows64/libsodium.dll";
        }
        if (Platform.isMac()) {
            return Platform.isARM() ? "/mac_arm/libsodium.dylib" : "/mac/libsodium.dylib";
        }
        return Platform.isARM() ? "/arm64/libsodium.so" : "/linux64/libsodium.so";
    }

    default boolean accepts(Cases.Signed signed) {
        return crypto_sign_verify_detached(signed.signature(), signed.message(), signed.message().length, signed.key())
                == 0;
    }
}
