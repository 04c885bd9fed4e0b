package io.trenchbot.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;

/** Claims that share a side, measured together: each side once a round, one after the other, round after round. */
final class Rounds {
    private final List<Claim> claims;
    private final Fork fork;
    private final int count;
    private final Map<Bench, List<Double>> valuesBySide = new LinkedHashMap<>();
    private final Set<Bench> failed = new HashSet<>();
    private String jdk = "";

    Rounds(List<Claim> claims, Fork fork, int count) {
        this.claims = claims;
        this.fork = fork;
        this.count = count;
        for (Claim claim : claims) {
            claim.sides().forEach(side -> valuesBySide.put(side, new ArrayList<>()));
        }
    }

    /** Each claim in the first group that has a side of it. */
    static Collection<List<Claim>> groups(List<Claim> claims) {
        List<List<Claim>> groups = new ArrayList<>();
        for (Claim claim : claims) {
            groups.stream()
                    .filter(group -> group.stream()
                            .flatMap(other -> other.sides().stream())
                            .anyMatch(claim.sides()::contains))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(claim);
        }
        return groups;
    }

    void run() {
        for (int round = 1; round <= count; round++) {
            for (Map.Entry<Bench, List<Double>> side : valuesBySide.entrySet()) {
                if (!failed.contains(side.getKey())) {
                    run(side.getKey(), side.getValue());
                }
            }
            int number = round;
            claims.stream().filter(this::measured).forEach(claim -> tell(claim, number));
        }
    }

    private void run(Bench side, List<Double> values) {
        try {
            Fork.Value value = fork.run(side);
            jdk = value.jdk().isEmpty() ? jdk : value.jdk();
            values.add(value.value());
        } catch (RunnerException e) {
            failed.add(side);
            System.err.println(side.method() + " failed: " + e.getMessage());
        }
    }

    private void tell(Claim claim, int round) {
        System.err.printf(
                "%s round %d of %d: ours %.4g, peer %.4g %s%n",
                claim.name(),
                round,
                count,
                values(claim.ours()).get(round - 1),
                values(claim.peer()).get(round - 1),
                claim.metric());
    }

    private boolean measured(Claim claim) {
        return claim.sides().stream().noneMatch(failed::contains);
    }

    private List<Double> values(Bench side) {
        return valuesBySide.getOrDefault(side, List.of());
    }

    List<Measurement> measurements() {
        return claims.stream()
                .filter(this::measured)
                .map(claim -> new Measurement(
                        claim,
                        jdk,
                        fork.flags(claim),
                        List.copyOf(values(claim.ours())),
                        List.copyOf(values(claim.peer()))))
                .toList();
    }

    /** Names of the claims with a side that failed. */
    List<String> failures() {
        return claims.stream()
                .filter(claim -> !measured(claim))
                .map(Claim::name)
                .toList();
    }
}
