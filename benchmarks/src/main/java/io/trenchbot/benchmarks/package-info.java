/** Ours and the peers, measured alternately in one run. */
@NullMarked
package io.trenchbot.benchmarks;

import org.jspecify.annotations.NullMarked;
