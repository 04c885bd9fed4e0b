/**
 * Composes the parts that a trading bot needs: a stream of transactions through a queue, signature verification and a
 * journal to analyzers and a strategy, whose transactions leave through a pool of nodes, all under one monitor.
 *
 * <p>Start at {@link io.trenchbot.TrenchBot#builder()}. The facade owns the threads and holds no algorithm: every part can
 * be left out, replaced or used without it.
 */
@NullMarked
package io.trenchbot;

import org.jspecify.annotations.NullMarked;
