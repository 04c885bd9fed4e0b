package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Checks;
import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.vector.KeyCache;
import io.trenchbot.sigverify.vector.VectorKernel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether this JVM can run the vector engine. No class of the Vector API loads before that is known. */
final class VectorSupport {
    private static final String MODULE = "jdk.incubator.vector";

    private VectorSupport() {}

    /** What is in the way of the vector engine, or null. Initializes the Vector API, which takes a while. */
    static @Nullable String obstacle() {
        String obstacle = missingModule();
        if (obstacle != null) {
            return obstacle;
        }
        try {
            return VectorKernel.wideEnough() ? null : "this machine's vectors hold fewer than four doubles";
        } catch (LinkageError e) {
            return "the Vector API does not load: " + e;
        }
    }

    /** Why there is no Vector API at all, or null. Loads nothing. */
    static @Nullable String missingModule() {
        return ModuleLayer.boot().findModule(MODULE).isPresent()
                ? null
                : "the module " + MODULE + " is not there; start java with --add-modules " + MODULE;
    }

    static int lanes() {
        return VectorKernel.lanes();
    }

    /** Makes kernels that share a cache of that many prepared keys, or none if 0. */
    static Supplier<Kernel> kernels(Checks checks, int cachedKeys) {
        KeyCache cache = cachedKeys == 0 ? null : new KeyCache(cachedKeys);
        return () -> new VectorKernel(checks, cache);
    }
}
