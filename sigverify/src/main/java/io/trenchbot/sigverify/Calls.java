package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Signatures;

/**
 * Carries calls out: borrows a workspace of the engine at work, has its kernel decide, and gives notice of what came of
 * it and how long it took.
 *
 * <p>Threading: any.
 */
final class Calls {
    private final EngineSwitch engines;
    private final Counters counters;

    Calls(EngineSwitch engines, Counters counters) {
        this.engines = engines;
        this.counters = counters;
    }

    /** Whether a signature is accepted. */
    boolean verify(
            byte[] publicKey,
            int publicKeyOffset,
            byte[] signature,
            int signatureOffset,
            byte[] message,
            int messageOffset,
            int messageBytes) {
        Workspaces pool = engines.workspaces();
        Workspace workspace = pool.take();
        try {
            workspace.signatures.add(
                    publicKey, publicKeyOffset, signature, signatureOffset, message, messageOffset, messageBytes);
            return runAndClear(pool, workspace);
        } finally {
            pool.give(workspace);
        }
    }

    /** Whether all signatures of a transaction are accepted; its parts were checked. */
    boolean verifyTransaction(
            byte[] wire, int end, int signatureCount, int signaturesOffset, int accountKeysOffset, int messageOffset) {
        Workspaces pool = engines.workspaces();
        Workspace workspace = pool.take();
        try {
            boolean accepted = true;
            for (int from = 0; accepted && from < signatureCount; from += Workspace.CALL_SIGNATURES) {
                int to = Math.min(signatureCount, from + Workspace.CALL_SIGNATURES);
                TransactionBounds.addAll(
                        workspace.signatures, wire, end, from, to, signaturesOffset, accountKeysOffset, messageOffset);
                accepted = runAndClear(pool, workspace);
            }
            return accepted;
        } finally {
            pool.give(workspace);
        }
    }

    /** Verifies what the workspace holds; true if all of it is accepted. */
    private boolean runAndClear(Workspaces pool, Workspace workspace) {
        Signatures signatures = workspace.signatures;
        try {
            run(pool, workspace, signatures, 0, signatures.count());
            return signatures.allAccepted();
        } finally {
            signatures.clear();
        }
    }

    /** Settles entries {@code from} to {@code to - 1} of signatures that belong to the caller. */
    void verifyRange(Signatures signatures, int from, int to) {
        Workspaces pool = engines.workspaces();
        Workspace workspace = pool.take();
        try {
            run(pool, workspace, signatures, from, to);
        } finally {
            pool.give(workspace);
        }
    }

    private void run(Workspaces pool, Workspace workspace, Signatures signatures, int from, int to) {
        long startNs = System.nanoTime();
        workspace.kernel.verify(signatures, from, to);
        long elapsedNs = System.nanoTime() - startNs;
        counters.ran(signatures, from, to, workspace.kernel.tally(), elapsedNs);
        engines.ran(pool, to - from, elapsedNs);
    }
}
