package io.trenchbot.sigverify;

import io.trenchbot.sigverify.reference.ReferenceKernel;
import io.trenchbot.sigverify.scalar.ScalarKernel;

/** Chooses the engine and says why. */
final class EngineSwitch {
    private final EngineChoice choice;
    private final Workspaces workspaces;

    private EngineSwitch(EngineChoice choice, Workspaces workspaces) {
        this.choice = choice;
        this.workspaces = workspaces;
    }

    static EngineSwitch best(VerificationRule rule) {
        return forced(Engine.SCALAR, rule);
    }

    static EngineSwitch forced(Engine engine, VerificationRule rule) {
        return switch (engine) {
            case SCALAR ->
                new EngineSwitch(
                        new EngineChoice(engine, 1, "needs nothing of the JVM"),
                        new Workspaces(() -> new ScalarKernel(rule.checks())));
            case REFERENCE ->
                new EngineSwitch(
                        new EngineChoice(engine, 1, "forced"),
                        new Workspaces(() -> new ReferenceKernel(rule.checks())));
        };
    }

    EngineChoice choice() {
        return choice;
    }

    Workspaces workspaces() {
        return workspaces;
    }
}
