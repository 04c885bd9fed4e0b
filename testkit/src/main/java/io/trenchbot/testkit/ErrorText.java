package io.trenchbot.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sentence that Agave prints for a transaction error. */
final class ErrorText {
    private static final Map<String, String> TRANSACTION_ERRORS = Map.ofEntries(
            Map.entry("AccountInUse", "Account in use"),
            Map.entry("AccountLoadedTwice", "Account loaded twice"),
            Map.entry("AccountNotFound", "Attempt to debit an account but found no record of a prior credit."),
            Map.entry("ProgramAccountNotFound", "Attempt to load a program that does not exist"),
            Map.entry("InsufficientFundsForFee", "Insufficient funds for fee"),
            Map.entry("InvalidAccountForFee", "This account may not be used to pay transaction fees"),
            Map.entry("AlreadyProcessed", "This transaction has already been processed"),
            Map.entry("BlockhashNotFound", "Blockhash not found"),
            Map.entry("SignatureFailure", "Transaction did not pass signature verification"),
            Map.entry("InvalidProgramForExecution", "This program may not be used for executing instructions"),
            Map.entry("SanitizeFailure", "Transaction failed to sanitize accounts offsets correctly"),
            Map.entry("AddressLookupTableNotFound", "Transaction loads an address table account that doesn't exist"),
            Map.entry("InvalidAddressLookupTableIndex", "Transaction address table lookup uses an invalid index"));

    private static final Map<String, String> INSTRUCTION_ERRORS = Map.of(
            "InvalidInstructionData", "invalid instruction data",
            "InvalidAccountData", "invalid account data for instruction",
            "InsufficientFunds", "insufficient funds for instruction",
            "IncorrectProgramId", "incorrect program id for instruction",
            "MissingRequiredSignature", "missing required signature for instruction",
            "AccountAlreadyInitialized", "instruction requires an uninitialized account",
            "UninitializedAccount", "instruction requires an initialized account",
            "ComputationalBudgetExceeded", "Computational budget exceeded",
            "InvalidAccountOwner", "Invalid account owner",
            "ProgramFailedToComplete", "Program failed to complete");

    private ErrorText() {}

    static String of(@Nullable Object error) {
        if (error instanceof Map<?, ?> map && map.get("InstructionError") instanceof List<?> list && list.size() == 2) {
            return "Error processing Instruction " + list.get(0) + ": " + instruction(list.get(1));
        }
        if (error instanceof Map<?, ?> map && map.get("InsufficientFundsForRent") instanceof Map<?, ?> account) {
            return "Transaction results in an account (" + account.get("account_index")
                    + ") with insufficient funds for rent";
        }
        if (error instanceof Map<?, ?> map && map.size() == 1) {
            return words(String.valueOf(map.keySet().iterator().next()));
        }
        String name = String.valueOf(error);
        String text = TRANSACTION_ERRORS.get(name);
        return text != null ? text : words(name);
    }

    private static String instruction(@Nullable Object error) {
        if (error instanceof Map<?, ?> map && map.get("Custom") instanceof Long code) {
            return "custom program error: 0x" + Long.toHexString(code);
        }
        String name = String.valueOf(error);
        String text = INSTRUCTION_ERRORS.get(name);
        return text != null ? text : words(name);
    }

    /** "ExceededMaxInstructions" as "exceeded max instructions". */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
