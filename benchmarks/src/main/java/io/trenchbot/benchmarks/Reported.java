package io.trenchbot.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The figure that a benchmark of one long call reports: {@link Bench.Reading#REPORTED}. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Reported {
    public double value;
}
