/**
 * An in-process stand-in for a Solana node on loopback: JSON-RPC over HTTP and PubSub over WebSocket, serving a recorded
 * block or a generated chain, with a script of faults.
 */
@NullMarked
package io.trenchbot.testkit;

import org.jspecify.annotations.NullMarked;
