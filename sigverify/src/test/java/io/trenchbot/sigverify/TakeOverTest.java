package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the lanes take over and when they do not, in fresh JVMs with the flags that make them slow. */
class TakeOverTest {
    /** Three seconds on an idle machine; a build server may be anything but idle. */
    private static final String LIMIT_SECONDS = "90";

    @BeforeEach
    void lanesRunHere() {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
    }

    private static String probe(String awaited, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(TakeOverProbe.class.getName(), LIMIT_SECONDS, awaited));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    @Test
    void theLanesTakeOverUnderLoadAndSayWhatTheyMeasured() throws Exception {
        assertThat(probe("VECTOR")).startsWith("VECTOR").contains("ns a signature");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-UseFMA"})
    void withoutCompilerOrMultiplyAddTheScalarEngineStays(String flag) throws Exception {
        assertThat(probe("of warming up", flag)).startsWith("SCALAR").contains("of warming up");
    }

    @Test
    void lanesThatTurnSlowGiveWay() {
        EngineSwitch engines = EngineSwitch.best(VerificationRule.STRICT, 0);
        engines.decide(new WarmUp.Result(true, 1000, "test"));
        assertThat(engines.choice().engine()).isEqualTo(Engine.VECTOR);
        for (int i = 1; i < EngineSwitch.SLOW_RUNS; i++) {
            engines.ran(engines.workspaces(), 8, 9000);
        }
        engines.ran(engines.workspaces(), 8, 7000);
        engines.ran(engines.workspaces(), 1, 1_000_000);
        for (int i = 1; i < EngineSwitch.SLOW_RUNS; i++) {
            engines.ran(engines.workspaces(), 8, 9000);
        }
        assertThat(engines.choice().engine()).isEqualTo(Engine.VECTOR);
        engines.ran(engines.workspaces(), 8, 9000);
        assertThat(engines.choice().engine()).isEqualTo(Engine.SCALAR);
        assertThat(engines.choice().reason()).contains("turned slow").contains("1000 ns");
    }

    @Test
    void lanesThatLoseStayOut() {
        EngineSwitch engines = EngineSwitch.best(VerificationRule.STRICT, 0);
        engines.decide(new WarmUp.Result(false, 1000, "lost"));
        assertThat(engines.choice()).isEqualTo(new EngineChoice(Engine.SCALAR, 1, "lost"));
    }

    @Test
    void aKernelThatAnswersWrongNeverServes() {
        WarmUp.Result result = WarmUp.run(
                new io.trenchbot.sigverify.scalar.ScalarKernel(VerificationRule.STRICT.checks()),
                new YesKernel(),
                new YesKernel());
        assertThat(result.vectorWins()).isFalse();
        assertThat(result.reason()).contains("wrong verdict");
    }
}
