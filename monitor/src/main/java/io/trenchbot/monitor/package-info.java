/**
 * Latency, throughput, health, alerts, reports and a dashboard of one process.
 *
 * <p>{@link io.trenchbot.monitor.PerformanceMonitor} is handed latencies through {@link
 * io.trenchbot.monitor.LatencyRecorder} and pulls counts and gauges through {@link java.util.function.LongSupplier}. Once
 * a tick it turns them into windows; health, alerts, reports and the dashboard read windows and nothing else.
 *
 * <p>The module is an automatic one, because HdrHistogram has no module name that lasts. An application with a module
 * descriptor of its own therefore says {@code requires org.slf4j} beside {@code requires io.trenchbot.monitor}, and {@code
 * java.management}, {@code jdk.management} and {@code jdk.httpserver} if its runtime image is a linked one.
 */
@NullMarked
package io.trenchbot.monitor;

import org.jspecify.annotations.NullMarked;
