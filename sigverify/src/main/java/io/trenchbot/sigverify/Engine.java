package io.trenchbot.sigverify;

/**
 * How signatures are verified. All engines give the same verdict; they differ in speed and in what they need.
 *
 * <p>Threading: immutable.
 */
public enum Engine {
    /**
     * A signature in each lane of the machine's vectors, 8 with AVX-512 or 4 with AVX2. Needs the JVM option
     * {@code --add-modules jdk.incubator.vector} and a compiler that knows the Vector API.
     */
    VECTOR,

    /** One signature at a time in 64-bit integers; runs on every JVM. */
    SCALAR,

    /** Simple and slow: the rules in the order of RFC 8032 on big integers. Some milliseconds a signature. */
    REFERENCE
}
