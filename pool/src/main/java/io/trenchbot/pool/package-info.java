/**
 * JSON-RPC over many Solana nodes as if they were one good node: selection by latency, load, slot lag and rate limits;
 * failover inside the call; submission of signed transactions. Start at {@link io.trenchbot.pool.SolanaConnectionPool}.
 */
@NullMarked
package io.trenchbot.pool;

import org.jspecify.annotations.NullMarked;
