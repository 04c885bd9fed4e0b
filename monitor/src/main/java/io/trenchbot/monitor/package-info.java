/**
 * Latency, throughput, health, alerts, reports and a dashboard of one process.
 *
 * <p>{@link io.trenchbot.monitor.PerformanceMonitor} is handed latencies through {@link
 * io.trenchbot.monitor.LatencyRecorder} and pulls counts and gauges through {@link java.util.function.LongSupplier}. Once
 * a tick it turns them into windows; health, alerts, reports and the dashboard read windows and nothing else.
 */
@NullMarked
package io.trenchbot.monitor;

import org.jspecify.annotations.NullMarked;
