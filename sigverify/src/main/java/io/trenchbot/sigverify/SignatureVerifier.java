package io.trenchbot.sigverify;

import io.trenchbot.sigverify.core.Signatures;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Ed25519 signatures with the verdict of the Solana network, one at a time or in batches.
 *
 * <p>Whatever the bytes are, the answer is a verdict, never an exception; exceptions mean that the caller named bytes
 * that do not exist. Each signature gets its own verdict, in a batch as well ({@link VerificationRule} says how).
 * Verification handles public data only, so its time may depend on the data; nothing here may be used with a private key.
 *
 * <p>Threading: any number of threads; each batch belongs to one call at a time.
 */
public final class SignatureVerifier {
    private final VerificationRule rule;
    private final EngineSwitch engines;
    private final Counters counters = new Counters();
    private final Calls calls;

    private SignatureVerifier(VerificationRule rule, EngineSwitch engines) {
        this.rule = rule;
        this.engines = engines;
        calls = new Calls(engines, counters);
    }

    /**
     * A verifier under {@link VerificationRule#STRICT} with the fastest engine of this JVM.
     *
     * @return a new verifier
     */
    public static SignatureVerifier create() {
        return builder().build();
    }

    /**
     * A verifier under {@link VerificationRule#STRICT} with a certain engine.
     *
     * @param engine the engine to use from the first call on
     * @return a new verifier
     * @throws UnsupportedOperationException if this JVM cannot run the engine; the message says why
     */
    public static SignatureVerifier create(Engine engine) {
        return builder().engine(engine).build();
    }

    /**
     * Settings for a verifier.
     *
     * @return a builder with the defaults: rule STRICT, engine chosen by what this JVM can do
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The engine at work and why it is this one.
     *
     * @return the choice as it stands now
     */
    public EngineChoice engine() {
        return engines.choice();
    }

    /**
     * The rule that decides.
     *
     * @return the rule given at construction
     */
    public VerificationRule rule() {
        return rule;
    }

    /**
     * Verifies one signature.
     *
     * @param publicKey the key; any other length than 32 bytes is rejected
     * @param signature the signature, R then S; any other length than 64 bytes is rejected
     * @param message the signed bytes, possibly none
     * @return true if the rule accepts it
     */
    public boolean verify(byte[] publicKey, byte[] signature, byte[] message) {
        if (publicKey.length != Signatures.KEY_BYTES || signature.length != Signatures.SIGNATURE_BYTES) {
            counters.call();
            counters.wrongLength();
            return false;
        }
        return verify(publicKey, 0, signature, 0, message, 0, message.length);
    }

    /**
     * Verifies one signature whose parts lie in buffers of the caller.
     *
     * @param publicKey buffer of the key
     * @param publicKeyOffset where its 32 bytes start
     * @param signature buffer of the signature
     * @param signatureOffset where its 64 bytes start
     * @param message buffer of the signed bytes
     * @param messageOffset where they start
     * @param messageBytes how many they are
     * @return true if the rule accepts it
     * @throws IndexOutOfBoundsException if a part does not lie inside its buffer
     */
    public boolean verify(
            byte[] publicKey,
            int publicKeyOffset,
            byte[] signature,
            int signatureOffset,
            byte[] message,
            int messageOffset,
            int messageBytes) {
        counters.call();
        return calls.verify(
                publicKey, publicKeyOffset, signature, signatureOffset, message, messageOffset, messageBytes);
    }

    /**
     * Verifies all signatures of a Solana transaction: signature i belongs to key i, and each signs everything from the
     * message's start to the transaction's end.
     *
     * @param wire holds the serialized transaction
     * @param offset where it starts
     * @param length its length in bytes
     * @param signatureCount how many signatures it has, at least 1
     * @param signaturesOffset where the first signature starts, in {@code wire}
     * @param accountKeysOffset where the first account key starts, in {@code wire}
     * @param messageOffset where the message starts, in {@code wire}
     * @return true if every signature is accepted
     * @throws IllegalArgumentException if the count is not positive
     * @throws IndexOutOfBoundsException if a part does not lie inside the transaction
     */
    public boolean verifyTransaction(
            byte[] wire,
            int offset,
            int length,
            int signatureCount,
            int signaturesOffset,
            int accountKeysOffset,
            int messageOffset) {
        TransactionBounds.check(
                wire, offset, length, signatureCount, signaturesOffset, accountKeysOffset, messageOffset);
        counters.call();
        return calls.verifyTransaction(
                wire, offset + length, signatureCount, signaturesOffset, accountKeysOffset, messageOffset);
    }

    /**
     * Verifies every signature of a batch on the calling thread.
     *
     * @param batch the signatures; afterwards it holds their verdicts
     * @return how many were accepted
     */
    public int verify(SignatureBatch batch) {
        counters.call();
        batch.signatures.reopen();
        calls.verifyRange(batch.signatures, 0, batch.size());
        batch.settle();
        return batch.acceptedCount();
    }

    /**
     * Verifies every signature of a batch on several threads: the calling one and helpers from an executor. Returns
     * when all is done; an executor that is busy or rejects work only makes it slower.
     *
     * @param batch the signatures; afterwards it holds their verdicts
     * @param executor runs the helpers
     * @param threads how many threads work at once, the calling one included, at least 1
     * @return how many were accepted
     * @throws IllegalArgumentException if threads is not positive
     */
    public int verify(SignatureBatch batch, Executor executor, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        int count = batch.size();
        if (threads == 1 || count <= ParallelRun.PART_MULTIPLE) {
            return verify(batch);
        }
        counters.call();
        batch.signatures.reopen();
        new ParallelRun((from, to) -> calls.verifyRange(batch.signatures, from, to), count, threads).runWith(executor);
        batch.settle();
        return batch.acceptedCount();
    }

    /**
     * What this verifier has done so far.
     *
     * @return a snapshot
     */
    public VerifierStats stats() {
        return counters.snapshot();
    }

    /**
     * Settings of a verifier.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        /** Most keys to keep prepared: 1 GB of them. */
        public static final int MAX_CACHED_KEYS = 1 << 16;

        /** The signers of a busy moment, in less than 8 MB. */
        public static final int DEFAULT_CACHED_KEYS = 512;

        private @Nullable Engine engine;
        private VerificationRule rule = VerificationRule.STRICT;
        private int cachedKeys = DEFAULT_CACHED_KEYS;

        private Builder() {}

        /**
         * Forces an engine instead of choosing the fastest.
         *
         * @param engine the engine to use from the first call on
         * @return this builder
         */
        public Builder engine(Engine engine) {
            this.engine = engine;
            return this;
        }

        /**
         * Sets the rule that decides.
         *
         * @param rule the rule
         * @return this builder
         */
        public Builder rule(VerificationRule rule) {
            this.rule = rule;
            return this;
        }

        /**
         * Sets how many public keys the vector engine keeps prepared for signers that come again, 14 kB each (36 kB
         * with four lanes).
         *
         * @param count from 0, which prepares none, to {@link #MAX_CACHED_KEYS}; rounded up to a power of two
         * @return this builder
         * @throws IllegalArgumentException if the count is out of range
         */
        public Builder cachedKeys(int count) {
            if (count < 0 || count > MAX_CACHED_KEYS) {
                throw new IllegalArgumentException("cached keys " + count + " is not in 0.." + MAX_CACHED_KEYS);
            }
            cachedKeys = count;
            return this;
        }

        /**
         * Makes the verifier.
         *
         * @return a new verifier
         * @throws UnsupportedOperationException if this JVM cannot run the engine that was forced
         */
        public SignatureVerifier build() {
            Engine forced = engine;
            return new SignatureVerifier(
                    rule,
                    forced == null
                            ? EngineSwitch.best(rule, cachedKeys)
                            : EngineSwitch.forced(forced, rule, cachedKeys));
        }
    }
}
