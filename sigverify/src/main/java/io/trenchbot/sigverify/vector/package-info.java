/** The engine that verifies a signature in each lane of the machine's vectors; needs the incubating Vector API. */
@NullMarked
package io.trenchbot.sigverify.vector;

import org.jspecify.annotations.NullMarked;
