package io.trenchbot.sigverify;

import io.trenchbot.sigverify.reference.SmallOrder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * The JDK's own provider as a second oracle: canonical encodings and the equation without a cofactor, which with the
 * test for small order is the strict rule.
 */
final class JdkProvider {
    private static final byte[] KEY_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    private JdkProvider() {}

    static boolean accepts(Cases.Signed signed) {
        if (SmallOrder.is(signed.key()) || SmallOrder.is(signed.signature())) {
            return false;
        }
        try {
            Signature verification = Signature.getInstance("Ed25519");
            verification.initVerify(key(signed.key()));
            verification.update(signed.message());
            return verification.verify(signed.signature());
        } catch (GeneralSecurityException e) {
            return false; // the key or the signature does not decode
        }
    }

    private static PublicKey key(byte[] key) throws GeneralSecurityException {
        byte[] encoded = new byte[KEY_HEADER.length + key.length];
        System.arraycopy(KEY_HEADER, 0, encoded, 0, KEY_HEADER.length);
        System.arraycopy(key, 0, encoded, KEY_HEADER.length, key.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
