package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in a JVM without {@code --add-modules}; the build starts one for it. */
class NoVectorModuleTest {
    @BeforeEach
    void moduleIsAbsent() {
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty(), "this JVM has the module");
    }

    @Test
    void theScalarEngineServesAndNamesTheMissingFlag() throws IOException {
        SignatureVerifier verifier = SignatureVerifier.create();
        assertThat(verifier.engine().engine()).isEqualTo(Engine.SCALAR);
        assertThat(verifier.engine().reason()).contains("--add-modules jdk.incubator.vector");
        for (Vector vector : Vector.all()) {
            assertThat(verifier.verify(vector.key(), vector.signature(), vector.message()))
                    .isEqualTo(vector.accepted(VerificationRule.STRICT));
        }
    }

    @Test
    void forcingTheVectorEngineIsRefusedWithTheReason() {
        assertThatThrownBy(() -> SignatureVerifier.create(Engine.VECTOR))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }
}
