package io.trenchbot.streaming;

/**
 * Calls a Solana node over JSON-RPC, so that a stream can fetch what it missed. The stream decides what to ask; this only
 * carries a request out, with whatever nodes, retries and limits its owner sees fit.
 *
 * <p>Methods asked for: getSlot, getBlocks, getBlock, getTransaction, getSignaturesForAddress, getSignatureStatuses,
 * getAccountInfo.
 *
 * <p>Threading: called from several threads of the stream at once; may block.
 */
@FunctionalInterface
public interface Backfill {
    /**
     * Calls a method.
     *
     * @param method its name, such as {@code getBlock}
     * @param paramsJson the params, a JSON array
     * @return the JSON text of the reply's {@code result} member, UTF-8; {@code null} (the JSON word) is a valid result
     * @throws Exception where the node refused or could not be reached; the stream tries again a few times, then reports
     *     the gap as one that cannot be filled
     */
    byte[] call(String method, String paramsJson) throws Exception;
}
