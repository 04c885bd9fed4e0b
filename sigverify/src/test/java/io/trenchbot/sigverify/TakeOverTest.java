package io.trenchbot.sigverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trenchbot.sigverify.core.Kernel;
import io.trenchbot.sigverify.core.Signatures;
import io.trenchbot.sigverify.core.Tally;
import io.trenchbot.sigverify.scalar.ScalarKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the lanes take over and when they do not, in fresh JVMs with the flags that make them slow. */
class TakeOverTest {
    /** What ten processor-seconds of warming up may take on a build server that has much else to do. */
    private static final String LIMIT_SECONDS = "300";

    private static final String[] MODULE = {"--add-modules", "jdk.incubator.vector"};

    @BeforeEach
    void lanesRunHere() {
        assumeTrue(Engines.runs(Engine.VECTOR), "this JVM has no vector engine");
    }

    private static Process start(String awaited, String flag, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(flag);
        command.addAll(List.of(more));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(TakeOverProbe.class.getName(), LIMIT_SECONDS, awaited));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** What the probe said; it fails if one of its verdicts was wrong. */
    private static String choice(Process probe) throws IOException, InterruptedException {
        try {
            String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(probe.waitFor()).as(output).isZero();
            return output;
        } finally {
            probe.destroyForcibly();
        }
    }

    @Test
    void theLanesTakeOverUnderLoadAndSayWhatTheyMeasured() throws Exception {
        assertThat(choice(start("VECTOR", "-ea", MODULE))).startsWith("VECTOR").contains("ns a signature");
    }

    @Test
    @Tag("slow")
    void withoutCompilerOrMultiplyAddTheScalarEngineStaysAndSaysWhy() throws Exception {
        Map<String, Process> probes = new LinkedHashMap<>();
        for (String flag : List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:-UseFMA")) {
            probes.put(flag, start("of warming up", flag, MODULE));
        }
        for (Map.Entry<String, Process> probe : probes.entrySet()) {
            assertThat(choice(probe.getValue()))
                    .as(probe.getKey())
                    .startsWith("SCALAR: the vector engine was measured at")
                    .contains("of warming up");
        }
    }

    @Test
    void withoutTheModuleTheScalarEngineServesAndNamesTheFlag() throws Exception {
        assertThat(choice(start("SCALAR", "-ea")))
                .startsWith("SCALAR: no vector engine")
                .contains("--add-modules jdk.incubator.vector");
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
    void lanesThatDoNotBecomeFastAreGivenUp() {
        AtomicLong nowNs = new AtomicLong();
        LongSupplier aSecondMoreAtEachLook = () -> nowNs.addAndGet(1_000_000_000L);
        ScalarKernel kernel = new ScalarKernel(VerificationRule.STRICT.checks());
        WarmUp.Result result = WarmUp.run(kernel, kernel, kernel, aSecondMoreAtEachLook, aSecondMoreAtEachLook);
        assertThat(result.vectorWins()).isFalse();
        assertThat(result.reason())
                .startsWith("the vector engine was measured at")
                .contains("a signature after 10 processor-seconds of warming up");
    }

    @Test
    void aMachineShortOfProcessorsDelaysTheLanesButDoesNotLoseThem() {
        AtomicLong wallNs = new AtomicLong();
        AtomicLong processorNs = new AtomicLong();
        AtomicLong runs = new AtomicLong();
        Kernel steady = new TimedKernel(() -> wallNs.addAndGet(1_000_000));
        Kernel starvedAtFirst = new TimedKernel(() -> {
            wallNs.addAndGet(runs.incrementAndGet() < 20 ? 60_000_000_000L : 1_000);
            processorNs.addAndGet(1_000_000);
        });
        WarmUp.Result result = WarmUp.run(steady, starvedAtFirst, starvedAtFirst, wallNs::get, processorNs::get);
        assertThat(result.vectorWins()).isTrue();
    }

    @Test
    void aKernelThatAnswersWrongNeverServes() {
        WarmUp.Result result = WarmUp.run(
                new ScalarKernel(VerificationRule.STRICT.checks()),
                new YesKernel(),
                new YesKernel(),
                System::nanoTime,
                System::nanoTime);
        assertThat(result.vectorWins()).isFalse();
        assertThat(result.reason()).contains("wrong verdict");
    }

    /** The scalar engine, taking the time that it is told to. */
    private record TimedKernel(ScalarKernel kernel, Runnable clock) implements Kernel {
        TimedKernel(Runnable clock) {
            this(new ScalarKernel(VerificationRule.STRICT.checks()), clock);
        }

        @Override
        public void verify(Signatures batch, int from, int to) {
            clock.run();
            kernel.verify(batch, from, to);
        }

        @Override
        public Tally tally() {
            return kernel.tally();
        }
    }
}
