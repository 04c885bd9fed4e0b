package io.trenchbot.queue;

/**
 * 128 bytes that keep what a subclass declares off the cache lines of whatever lies before it: two lines, because the
 * hardware prefetches lines in pairs. The fields of a superclass come first in an object, so a hot class sits between
 * this and a subclass that pads again behind.
 */
class Padding {
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
