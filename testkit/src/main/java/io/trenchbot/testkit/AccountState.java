package io.trenchbot.testkit;

/**
 * An account at a slot.
 *
 * @param address base58
 * @param lamports balance
 * @param owner address of the owning program, base58
 * @param executable whether it is a program
 * @param data its bytes; never written to after construction
 * @param slot the slot that wrote it last
 */
@SuppressWarnings("ArrayRecordComponent") // shared and never written to; nobody compares these records
record AccountState(String address, long lamports, String owner, boolean executable, byte[] data, long slot) {}
