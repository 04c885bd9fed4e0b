/** The rules in the order of RFC 8032, in BigInteger: slow, readable, the specification in code. */
@NullMarked
package io.trenchbot.sigverify.reference;

import org.jspecify.annotations.NullMarked;
