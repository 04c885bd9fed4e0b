package io.trenchbot.testkit;

import java.util.List;

/**
 * An instruction to a program, before it is compiled into a message.
 *
 * <p>Threading: immutable, provided that nobody writes to {@code data}.
 *
 * @param program the program's address
 * @param accounts the accounts that it works on, in the program's order
 * @param data what it shall do, in the program's format
 */
@SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
public record Instruction(Address program, List<Account> accounts, byte[] data) {
    /**
     * An account of an instruction.
     *
     * @param address its address
     * @param signer whether it has to sign the transaction
     * @param writable whether the instruction may change it
     */
    public record Account(Address address, boolean signer, boolean writable) {
        /**
         * A signer that may be changed.
         *
         * @param address its address
         * @return the account
         */
        public static Account writableSigner(Address address) {
            return new Account(address, true, true);
        }

        /**
         * A signer that is only read.
         *
         * @param address its address
         * @return the account
         */
        public static Account signer(Address address) {
            return new Account(address, true, false);
        }

        /**
         * An account that may be changed.
         *
         * @param address its address
         * @return the account
         */
        public static Account writable(Address address) {
            return new Account(address, false, true);
        }

        /**
         * An account that is only read.
         *
         * @param address its address
         * @return the account
         */
        public static Account readonly(Address address) {
            return new Account(address, false, false);
        }
    }
}
