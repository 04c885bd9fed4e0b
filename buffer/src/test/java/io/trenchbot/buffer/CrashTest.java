package io.trenchbot.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P1 and P3: whatever was acknowledged is there after a SIGKILL at any moment, and nothing that was not written whole. */
class CrashTest {

    private static final int MUTANT_SNAPSHOTS_MAX = 400;

    @TempDir
    Path temporary;

    private final SplittableRandom random = new SplittableRandom();

    @BeforeEach
    void needsSignalsAndProc() {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self/task")), "SIGSTOP snapshots need /proc; NOT RUN on this system");
    }

    @Test
    void acknowledgedRecordsSurviveSigkill() throws Exception {
        survive(30, 17);
    }

    @Test
    @Tag("slow")
    void acknowledgedRecordsSurviveFiveHundredSigkills() throws Exception {
        survive(500, 20);
    }

    /** Every second child has a lone producer, with and without checksums, with and without group commits. */
    private static CrashChild.Setting setting(int kill) {
        if (kill % 2 == 0) {
            return CrashChild.Setting.many(2 + kill / 2 % 2);
        }
        boolean checksums = kill % 4 == 1;
        return CrashChild.Setting.lone(checksums, kill % 8 < 4 ? Durability.Kind.PROCESS : Durability.Kind.GROUP);
    }

    private void survive(int kills, int snapshotsEach) throws Exception {
        long records = 0;
        int abandoned = 0;
        int abandonedByLone = 0;
        for (int kill = 0; kill < kills; kill++) {
            CrashChild.Setting setting = setting(kill);
            int abandonedBefore = abandoned;
            Path root = CrashHarness.fastDirectory(temporary.resolve("kill" + kill));
            try (CrashHarness harness = new CrashHarness(root, setting)) {
                for (int shot = 0; shot < snapshotsEach; shot++) {
                    pause(2_000);
                    CrashHarness.Verdict verdict = snapshot(harness);
                    assertThat(verdict.faults())
                            .as("snapshot %d of child %d, %s", shot, kill, setting)
                            .isEmpty();
                    records += verdict.records();
                    abandoned += verdict.abandonedClaims();
                }
                pause(5_000);
                harness.kill();
                CrashHarness.Verdict verdict = harness.verifyKilled();
                assertThat(verdict.faults()).as("kill %d, %s", kill, setting).isEmpty();
                records += verdict.records();
                abandoned += verdict.abandonedClaims();
            } finally {
                CrashHarness.delete(root);
            }
            abandonedByLone += setting.isLone() ? abandoned - abandonedBefore : 0;
        }
        System.out.printf(
                "%d kills and %d snapshots: %d records compared, %d claims were open, %d of them of lone producers%n",
                kills, kills * snapshotsEach, records, abandoned, abandonedByLone);
        assertThat(abandoned).as("claims that were open, the case that matters").isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_CLAIM")
    void mutantsAreCaught(MutantAppender.Fault fault) throws Exception {
        catchMutant(CrashChild.Setting.mutant(fault, 3, true));
    }

    /** A tail that is added to first does no harm to who is alone: nothing lies behind its hole. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GET_AND_ADD_TAIL")
    void mutantsAloneAreCaughtWithoutChecksumsToo(MutantAppender.Fault fault) throws Exception {
        catchMutant(CrashChild.Setting.mutant(fault, 1, true));
        catchMutant(CrashChild.Setting.mutant(fault, 1, false));
    }

    private void catchMutant(CrashChild.Setting setting) throws Exception {
        Path root = CrashHarness.fastDirectory(temporary.resolve(setting.appender()));
        try (CrashHarness harness = new CrashHarness(root, setting)) {
            boolean caught = false;
            for (int shot = 0; shot < MUTANT_SNAPSHOTS_MAX && !caught; shot++) {
                pause(1_000);
                caught = !snapshot(harness).faults().isEmpty();
            }
            assertThat(caught)
                    .as("%s within %d snapshots", setting, MUTANT_SNAPSHOTS_MAX)
                    .isTrue();
        } finally {
            CrashHarness.delete(root);
        }
    }

    private CrashHarness.Verdict snapshot(CrashHarness harness) throws IOException {
        Path into = CrashHarness.fastDirectory(temporary.resolve("snapshot"));
        try {
            return harness.verify(harness.snapshot(into));
        } finally {
            CrashHarness.delete(into);
        }
    }

    private void pause(int microsMax) {
        LockSupport.parkNanos(random.nextInt(1, microsMax) * 1_000L);
    }
}
