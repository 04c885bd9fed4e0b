package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engines against libsodium, which has exactly the strict rule, the JDK's provider and the reference engine. */
class DifferentialTest {
    /** Runs within what a test JVM may take; a run of many millions is {@link Fuzz#main}. */
    private static final int MILLIONS_AT_ONCE = 3_000_000;

    @Test
    void verdictsAreThoseOfTheOracles() throws IOException {
        compare(100_000);
    }

    @Test
    @Tag("slow")
    void millionsOfVerdictsAreThoseOfTheOracles() throws IOException {
        compare(MILLIONS_AT_ONCE);
    }

    private static void compare(int count) throws IOException {
        Fuzz fuzz = new Fuzz(System.nanoTime());
        fuzz.run(0, count);
        assertThat(fuzz.compared()).isGreaterThanOrEqualTo(count);
        // Neither side of the verdict is starved.
        assertThat(fuzz.accepted()).as(fuzz.toString()).isBetween(count / 10L, count * 9L / 10);
    }
}
