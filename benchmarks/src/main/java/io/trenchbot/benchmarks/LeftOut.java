package io.trenchbot.benchmarks;

/**
 * A claim that was not measured.
 *
 * @param claim its name
 * @param jdk feature release of the JDK it was not measured on
 * @param why what is missing
 */
record LeftOut(String claim, int jdk, String why) {}
