/** What every engine shares: the batch as arrays, the rule as checks, scalars mod L, the tests on bytes. */
@NullMarked
package io.trenchbot.sigverify.core;

import org.jspecify.annotations.NullMarked;
