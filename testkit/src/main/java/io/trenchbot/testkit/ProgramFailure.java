package io.trenchbot.testkit;

/** Why an instruction failed, as the runtime names it in JSON and in the log. Thrown to unwind nested programs, so without a stack trace. */
final class ProgramFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String json;

    private ProgramFailure(String json, String text) {
        super(text, null, false, false);
        this.json = json;
    }

    static ProgramFailure custom(int code) {
        String number = Integer.toUnsignedString(code);
        return new ProgramFailure(
                "{\"Custom\":" + number + "}", "custom program error: 0x" + Integer.toHexString(code));
    }

    static ProgramFailure of(Kind kind) {
        return new ProgramFailure("\"" + kind.name() + "\"", kind.text);
    }

    /** The error as a member of {@code InstructionError}. */
    String json() {
        return json;
    }

    /** The text of the log line. */
    String text() {
        return String.valueOf(getMessage());
    }

    /** The runtime's own errors; the constants' names are their names in JSON. */
    enum Kind {
        InvalidInstructionData("invalid instruction data"),
        InvalidArgument("invalid program argument"),
        InvalidAccountData("invalid account data for instruction"),
        InvalidAccountOwner("Invalid account owner"),
        InsufficientFunds("insufficient funds for instruction"),
        IncorrectProgramId("incorrect program id for instruction"),
        MissingRequiredSignature("missing required signature for instruction"),
        AccountAlreadyInitialized("instruction requires an uninitialized account"),
        UninitializedAccount("instruction requires an initialized account"),
        NotEnoughAccountKeys("insufficient account keys for instruction"),
        ExternalAccountLamportSpend("instruction spent from the balance of an account it does not own"),
        ExternalAccountDataModified("instruction modified data of an account it does not own"),
        ReadonlyLamportChange("instruction changed the balance of a read-only account"),
        ReadonlyDataModified("instruction modified data of a read-only account"),
        ModifiedProgramId("instruction illegally modified the program id of an account"),
        MissingAccount("An account required by the instruction is missing"),
        PrivilegeEscalation("Cross-program invocation with unauthorized signer or writable account"),
        CallDepth("Cross-program invocation call depth too deep"),
        ComputationalBudgetExceeded("Computational budget exceeded"),
        ArithmeticOverflow("Program arithmetic overflowed"),
        InvalidSeeds("Provided seeds do not result in a valid address"),
        UnsupportedProgramId("Unsupported program id");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }
}
