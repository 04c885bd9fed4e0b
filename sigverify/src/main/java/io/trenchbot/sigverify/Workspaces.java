package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Kernel;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of one engine, each with its scratch memory, lent to one call at a time. As many are kept as calls ever ran
 * at once, up to a limit; beyond it a call gets a new one that is dropped afterwards.
 *
 * <p>Threading: any; lock-free.
 */
final class Workspaces {
    /** Two per processor: more calls at once than that only happens by preemption. */
    private static final int KEPT_PER_PROCESSOR = 2;

    private final AtomicReferenceArray<@Nullable Workspace> idle =
            new AtomicReferenceArray<>(KEPT_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
    private final Supplier<Kernel> kernels;

    Workspaces(Supplier<Kernel> kernels) {
        this.kernels = kernels;
    }

    Workspace take() {
        for (int i = 0; i < idle.length(); i++) {
            Workspace workspace = idle.getPlain(i) == null ? null : idle.getAndSet(i, null);
            if (workspace != null) {
                return workspace;
            }
        }
        return new Workspace(kernels.get());
    }

    void give(Workspace workspace) {
        for (int i = 0; i < idle.length(); i++) {
            if (idle.getPlain(i) == null && idle.compareAndSet(i, null, workspace)) {
                return;
            }
        }
    }
}
