package io.trenchbot.sigverify;

import java.util.Arrays;
import java.util.List;

/** The engines that this JVM can run. */
final class Engines {
    private Engines() {}

    static List<Engine> available() {
        return Arrays.stream(Engine.values()).filter(Engines::runs).toList();
    }

    static boolean runs(Engine engine) {
        try {
            SignatureVerifier.create(engine);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
