package io.trenchbot.sigverify;

import io.trenchbot.sigverify.reference.ReferenceKernel;

/** Chooses the engine and says why. */
final class EngineSwitch {
    private final EngineChoice choice;
    private final Workspaces workspaces;

    private EngineSwitch(EngineChoice choice, Workspaces workspaces) {
        this.choice = choice;
        this.workspaces = workspaces;
    }

    static EngineSwitch best(VerificationRule rule) {
        return forced(Engine.REFERENCE, rule);
    }

    static EngineSwitch forced(Engine engine, VerificationRule rule) {
        return switch (engine) {
            case REFERENCE ->
                new EngineSwitch(
                        new EngineChoice(engine, 1, "the only engine"),
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
