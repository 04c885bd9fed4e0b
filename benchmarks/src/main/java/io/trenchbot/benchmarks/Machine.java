package io.trenchbot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The machine that a figure was measured on. */
final class Machine {
    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores%s, %s %s",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                vectorUnits(),
                System.getProperty("os.name"),
                System.getProperty("os.version"));
    }

    private static String processor() {
        return cpuInfo().getOrDefault("model name", System.getProperty("os.arch"));
    }

    private static String vectorUnits() {
        String flags = " " + cpuInfo().getOrDefault("flags", "") + " ";
        return flags.contains(" avx512f ") ? " with AVX-512" : flags.contains(" avx2 ") ? " with AVX2" : "";
    }

    private static Map<String, String> cpuInfo() {
        Map<String, String> first = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                String[] pair = line.split(":", 2);
                if (pair.length == 2) {
                    first.putIfAbsent(pair[0].trim(), pair[1].trim());
                }
            }
        } catch (IOException e) {
            // Not a Linux: the architecture alone stands in the report.
            return Map.of();
        }
        return first;
    }
}
