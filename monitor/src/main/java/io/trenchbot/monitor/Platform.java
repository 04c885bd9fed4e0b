package io.trenchbot.monitor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine and the virtual machine do, as series named {@code platform.*}.
 *
 * <p>Threading: built and closed by one thread.
 */
final class Platform implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RSS_LINE = "VmRSS:";

    private final HiccupMeter hiccups;
    private final GcPauses pauses;

    Platform(PerformanceMonitor monitor, Settings settings) {
        hiccups = new HiccupMeter(
                monitor.latency("platform.hiccup"), settings.hiccupResolutionNs(), settings.nanoClock());
        pauses = new GcPauses(monitor.sharedLatency("platform.gc_pause"));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            monitor.counter("platform.cpu_ns", system::getProcessCpuTime);
        }
        monitor.gauge(
                "platform.heap_bytes",
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("mapped")) {
                monitor.gauge("platform.mapped_bytes", pool::getMemoryUsed);
            }
        }
        if (Files.isReadable(STATUS)) {
            monitor.gauge("platform.rss_bytes", Platform::rssBytes);
        }
    }

    @Override
    public void close() {
        hiccups.close();
        pauses.close();
    }

    private static long rssBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RSS_LINE)) {
                    String kilobytes = line.substring(RSS_LINE.length()).replace("kB", "");
                    return Long.parseLong(kilobytes.strip()) * 1024;
                }
            }
            throw new IllegalStateException(STATUS + " has no line " + RSS_LINE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
