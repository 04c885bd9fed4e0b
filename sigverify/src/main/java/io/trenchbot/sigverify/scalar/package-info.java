/** The engine for every JVM: one signature at a time in 64-bit integers. */
@NullMarked
package io.trenchbot.sigverify.scalar;

import org.jspecify.annotations.NullMarked;
