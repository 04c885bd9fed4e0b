/** What a benchmark needs of the streaming leaf beyond what is public. */
@org.jspecify.annotations.NullMarked
package io.trenchbot.streaming;
