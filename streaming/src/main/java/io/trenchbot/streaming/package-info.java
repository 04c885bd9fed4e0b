/**
 * A live feed of Solana events over PubSub: one or several endpoints, reconnect, stall and gap detection, backfill, each
 * identity delivered once, and flyweight views of what arrives.
 */
@NullMarked
package io.trenchbot.streaming;

import org.jspecify.annotations.NullMarked;
