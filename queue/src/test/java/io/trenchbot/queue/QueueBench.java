package io.trenchbot.queue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * Two threads, one queue, one variant a JVM; variants take turns, and each is compared with the raw queue of the same
 * turn. {@code QueueBench FORKS VARIANT...} prints the median ratio; the raw one is added.
 */
final class QueueBench {
    private static final int CAPACITY = 32_768;
    private static final int WINDOW = 400_000;
    private static final long WARM_UP_NS = 1_000_000_000L;
    private static final long MEASURE_NS = 1_200_000_000L;
    private static final double CLEAN_SHARE = 0.97;
    private static final String RAW = "raw";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private QueueBench() {}

    interface Lane {
        boolean offer(Integer element);

        Integer poll();
    }

    private record Jdk(Queue<Integer> queue) implements Lane {
        @Override
        public boolean offer(Integer element) {
            return queue.offer(element);
        }

        @Override
        public Integer poll() {
            return queue.poll();
        }
    }

    private record Ours(TransactionQueue<Integer> queue) implements Lane {
        @Override
        public boolean offer(Integer element) {
            return queue.tryPush(element);
        }

        @Override
        public Integer poll() {
            return queue.tryPop();
        }
    }

    /** Times every push, and counts and keeps the maximum in shared atomics. */
    private record TimedPush(
            Queue<Integer> queue, AtomicLong pushed, AtomicLong popped, AtomicLong totalNs, AtomicLong maxNs)
            implements Lane {
        @Override
        public boolean offer(Integer element) {
            long startNs = System.nanoTime();
            boolean accepted = queue.offer(element);
            long ns = System.nanoTime() - startNs;
            if (accepted) {
                pushed.getAndIncrement();
                totalNs.getAndAdd(ns);
                maxNs.accumulateAndGet(ns, Math::max);
            }
            return accepted;
        }

        @Override
        public Integer poll() {
            Integer element = queue.poll();
            if (element != null) {
                popped.getAndIncrement();
            }
            return element;
        }
    }

    /** An entry of the ring holds the element; a drain of one. */
    private static final class Ring implements Lane {
        private final EntryRing<Integer[]> ring;
        private Integer taken;

        Ring(Sampling sampling) {
            this.ring = EntryRing.<Integer[]>builder(CAPACITY, () -> new Integer[1])
                    .sampling(sampling)
                    .build();
        }

        @Override
        public boolean offer(Integer element) {
            Integer[] entry = ring.claim();
            if (entry == null) {
                return false;
            }
            entry[0] = element;
            ring.publish();
            return true;
        }

        @Override
        public Integer poll() {
            return ring.drain(entry -> taken = entry[0], 1) == 0 ? null : taken;
        }
    }

    private static Lane lane(String variant) {
        QueueBuilder<TransactionQueue<Integer>> builder = TransactionQueue.builder(CAPACITY);
        return switch (variant) {
            case RAW -> new Jdk(new SpscVarHandleArrayQueue<>(CAPACITY));
            case "off" -> new Ours(builder.sampling(Sampling.OFF).build());
            case "256" -> new Ours(builder.sampling(Sampling.ONE_IN_256).build());
            case "64" -> new Ours(builder.build());
            case "every" -> new Ours(builder.sampling(Sampling.EVERY).build());
            case "mpsc" -> new Ours(builder.manyProducers().build());
            case "drop" -> new Ours(builder.overflow(OverflowPolicy.DROP_OLDEST).build());
            case "ring" -> new Ring(Sampling.ONE_IN_64);
            case "rawmpsc" -> new Jdk(new MpscVarHandleArrayQueue<>(CAPACITY));
            case "abq" -> new Jdk(new ArrayBlockingQueue<>(CAPACITY));
            case "ltq" -> new Jdk(new LinkedTransferQueue<>());
            case "timed" ->
                new TimedPush(
                        new SpscVarHandleArrayQueue<>(CAPACITY),
                        new AtomicLong(),
                        new AtomicLong(),
                        new AtomicLong(),
                        new AtomicLong());
            default -> throw new IllegalArgumentException("Unknown variant " + variant);
        };
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "throughput" -> System.out.println(throughput(lane(args[1])));
            case "roundtrip" -> System.out.println(roundTripNs(lane(args[1]), lane(args[1])));
            default -> compare(args[0], Integer.parseInt(args[1]), List.of(args).subList(2, args.length));
        }
    }

    /** Million elements a second, the median of the windows. */
    private static double throughput(Lane lane) throws InterruptedException {
        Integer element = 1_000;
        Thread producer = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (int i = 0; i < 10_000; i++) {
                    while (!lane.offer(element)) {
                        if (Thread.currentThread().isInterrupted()) {
                            return;
                        }
                        Thread.onSpinWait();
                    }
                }
            }
        });
        producer.start();
        popUntil(lane, producer, System.nanoTime() + WARM_UP_NS);
        double[] rates = popUntil(lane, producer, System.nanoTime() + MEASURE_NS);
        producer.interrupt();
        producer.join();
        return median(rates);
    }

    /** Only windows in which both threads had their core: a spinning thread without one measures the scheduler. */
    private static double[] popUntil(Lane lane, Thread producer, long endNs) {
        List<Double> rates = new ArrayList<>();
        long startNs = System.nanoTime();
        long startCpuNs = cpuNs(producer);
        while (startNs < endNs) {
            for (int i = 0; i < WINDOW; i++) {
                while (lane.poll() == null) {
                    Thread.onSpinWait();
                }
            }
            long nowNs = System.nanoTime();
            long nowCpuNs = cpuNs(producer);
            if (nowCpuNs - startCpuNs > CLEAN_SHARE * 2 * (nowNs - startNs)) {
                rates.add(1e3 * WINDOW / (nowNs - startNs));
            }
            startNs = nowNs;
            startCpuNs = nowCpuNs;
        }
        return rates.isEmpty() ? new double[] {Double.NaN} : array(rates);
    }

    private static long cpuNs(Thread producer) {
        return THREADS.getCurrentThreadCpuTime() + THREADS.getThreadCpuTime(producer.getId());
    }

    /** Nanoseconds there and back, the median. */
    private static double roundTripNs(Lane there, Lane back) throws InterruptedException {
        Thread echo = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                Integer element = there.poll();
                if (element != null) {
                    back.offer(element);
                }
            }
        });
        echo.start();
        Integer element = 1_000;
        double[] ns = new double[1_000_000];
        for (int turn = -2 * ns.length; turn < ns.length; turn++) {
            long startNs = System.nanoTime();
            there.offer(element);
            while (back.poll() == null) {
                Thread.onSpinWait();
            }
            ns[Math.floorMod(turn, ns.length)] = System.nanoTime() - startNs;
        }
        echo.interrupt();
        echo.join();
        return median(ns);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void compare(String mode, int forks, List<String> variants) throws Exception {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (int fork = 0; fork < forks; fork++) {
            double raw = fork(mode.substring("compare-".length()), RAW);
            values.computeIfAbsent(RAW, key -> new ArrayList<>()).add(raw);
            for (String variant : variants) {
                double value = fork(mode.substring("compare-".length()), variant);
                values.computeIfAbsent(variant, key -> new ArrayList<>()).add(value);
                ratios.computeIfAbsent(variant, key -> new ArrayList<>()).add(value / raw);
            }
        }
        System.out.printf("%s, JDK %s, %d forks%n", mode, Runtime.version(), forks);
        values.forEach((variant, list) -> System.out.printf(
                "%-8s median %8.1f  of raw %.3f  %s%n",
                variant,
                median(array(list)),
                variant.equals(RAW) ? 1.0 : median(array(ratios.get(variant))),
                list.stream().map(value -> String.format("%.0f", value)).toList()));
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double fork(String mode, String variant) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        QueueBench.class.getName(),
                        mode,
                        variant)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return Double.parseDouble(out.readLine());
        }
    }
}
