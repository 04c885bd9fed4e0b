/** One main per situation; {@code examples/run} lists them. */
@NullMarked
package io.trenchbot.examples;

import org.jspecify.annotations.NullMarked;
