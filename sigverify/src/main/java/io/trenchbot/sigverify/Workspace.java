package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Signatures;

/** A kernel, and room for the signatures of a call that brings no batch. */
final class Workspace {
    /** A transaction of the network has room for 12 signatures with their keys. */
    static final int CALL_SIGNATURES = 16;

    final Kernel kernel;
    final Signatures signatures = new Signatures(CALL_SIGNATURES);

    Workspace(Kernel kernel) {
        this.kernel = kernel;
    }
}
