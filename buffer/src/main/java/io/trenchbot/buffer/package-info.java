/** A memory-mapped journal of transactions that survives a crash; {@link io.trenchbot.buffer.TransactionBuffer} is the door. */
@NullMarked
package io.trenchbot.buffer;

import org.jspecify.annotations.NullMarked;
