package io.trenchbot.testkit;

/** A program of the chain. Without state of its own: what it keeps stands in accounts. */
interface Program {
    /** Executes one call; its writes go to the transaction's working copies, which are dropped if anything fails. */
    void run(Invocation call) throws ProgramFailure;

    /** Whether it is part of the runtime, which then logs no compute units for it. */
    default boolean builtin() {
        return false;
    }
}
