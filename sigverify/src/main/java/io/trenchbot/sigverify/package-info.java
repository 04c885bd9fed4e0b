/**
 * Verifies Ed25519 signatures in batches, with the verdict of the Solana network.
 *
 * <p>{@link io.trenchbot.sigverify.SignatureVerifier} is the entry; everything it needs is a byte array and offsets.
 */
@NullMarked
package io.trenchbot.sigverify;

import org.jspecify.annotations.NullMarked;
