package io.trenchbot.sigverify;

/**
 * How signatures are verified. All engines give the same verdict; they differ in speed and in what they need.
 *
 * <p>Threading: immutable.
 */
public enum Engine {
    /** One signature at a time in 64-bit integers; runs on every JVM. */
    SCALAR,

    /** Simple and slow: the rules in the order of RFC 8032 on big integers. Some milliseconds a signature. */
    REFERENCE
}
