package io.trenchbot.sigverify;

/**
 * The engine at work, and why it is this one.
 *
 * <p>Threading: immutable.
 *
 * @param engine the engine
 * @param lanes how many signatures it verifies side by side, 1 or more
 * @param reason why this engine, in one sentence for a person
 */
public record EngineChoice(Engine engine, int lanes, String reason) {
    /** Name, lanes and reason in one line. */
    @Override
    public String toString() {
        return engine + (lanes > 1 ? " (" + lanes + " lanes): " : ": ") + reason;
    }
}
