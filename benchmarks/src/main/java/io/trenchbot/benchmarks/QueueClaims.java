package io.trenchbot.benchmarks;

import java.util.List;

/** What is claimed of the queue. */
final class QueueClaims {
    private static final int SETUP_MS = 200;

    /** A window of the slowest peer takes some milliseconds. */
    private static final int SLOW_SETUP_MS = 400;

    private static final Bench SAMPLED = window(Handover.Kind.OURS_SAMPLED);
    private static final Bench COUNTED = window(Handover.Kind.OURS_COUNTED);
    private static final Bench JCTOOLS = window(Handover.Kind.JCTOOLS);

    private QueueClaims() {}

    static List<Claim> all() {
        return List.of(
                saturated(
                        "queue-sampled", "with residence times costs a tenth", SAMPLED, "JCTools SPSC", JCTOOLS, 0.90),
                saturated(
                        "queue-counted",
                        "with counts alone costs next to nothing",
                        COUNTED,
                        "JCTools SPSC",
                        JCTOOLS,
                        0.97),
                saturated(
                        "queue-disruptor",
                        "with residence times",
                        SAMPLED,
                        "Disruptor 4",
                        Bench.of("DisruptorBench.disruptor", QueueBench.WINDOW).setup(SETUP_MS),
                        3.0),
                saturated(
                        "queue-blocking",
                        "with residence times",
                        SAMPLED,
                        "ArrayBlockingQueue",
                        slow(Handover.Kind.ARRAY_BLOCKING),
                        10),
                saturated(
                        "queue-transfer",
                        "with residence times",
                        SAMPLED,
                        "LinkedTransferQueue",
                        slow(Handover.Kind.LINKED_TRANSFER),
                        10),
                saturated(
                        "queue-timed-push",
                        "with residence times",
                        SAMPLED,
                        "every push timed, counts in shared atomics",
                        slow(Handover.Kind.TIMED_PUSH),
                        12),
                roundTrip(),
                allocation("queue-allocation", "with residence times", SAMPLED),
                allocation("queue-counted-allocation", "with counts alone", COUNTED));
    }

    private static Bench window(Handover.Kind kind) {
        return Bench.of("QueueBench.window", QueueBench.WINDOW)
                .with("kind", kind.name())
                .setup(SETUP_MS);
    }

    private static Bench slow(Handover.Kind kind) {
        return window(kind).setup(SLOW_SETUP_MS);
    }

    private static Claim saturated(String name, String which, Bench ours, String peerName, Bench peer, double goal) {
        return new Claim(
                name,
                "queue",
                "Two threads, saturated: the queue " + which + ", against " + peerName,
                "ns an element",
                ours,
                peerName,
                peer,
                goal);
    }

    private static Claim roundTrip() {
        return new Claim(
                "queue-round-trip",
                "queue",
                "There and back through two queues, one element at a time, takes at most a tenth longer with residence times",
                "ns a round trip",
                trips(Handover.Kind.OURS_SAMPLED),
                "JCTools SPSC",
                trips(Handover.Kind.JCTOOLS),
                1 / 1.10);
    }

    private static Bench trips(Handover.Kind kind) {
        return Bench.of("QueueTripBench.roundTrip", 1).with("kind", kind.name()).setup(SETUP_MS);
    }

    /** With one queue for all the time: a new one is allocated, of course. */
    private static Claim allocation(String name, String which, Bench ours) {
        return new Claim(
                        name,
                        "queue",
                        "Handing over allocates nothing: the queue " + which + ", less than a thousandth of a byte",
                        "B an element",
                        ours.with("windowsEach", Integer.toString(Integer.MAX_VALUE))
                                .reading(Bench.Reading.ALLOCATION),
                        "a limit",
                        Bench.limit(0.001),
                        1)
                .notInQuick();
    }
}
