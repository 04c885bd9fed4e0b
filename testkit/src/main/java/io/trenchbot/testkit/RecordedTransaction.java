package io.trenchbot.testkit;

/**
 * A transaction as somebody received and recorded it.
 *
 * <p>Threading: immutable, unless somebody writes into the wire bytes.
 *
 * @param wire the serialized transaction, kept and not copied
 * @param slot the slot that was reported with it
 * @param receivedNs when it was received, ns from any origin; only differences count
 * @param failed whether the network executed it with an error
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and never written to; nobody compares these records
public record RecordedTransaction(byte[] wire, long slot, long receivedNs, boolean failed) {}
