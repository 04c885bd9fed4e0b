package io.trenchbot.examples;

import io.trenchbot.testkit.Faults;
import io.trenchbot.testkit.LocalLedger;
import io.trenchbot.testkit.LocalNode;
import io.trenchbot.testkit.Scenario;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain on this machine, generated or recorded, behind a primary and a backup node. */
final class LocalCluster implements AutoCloseable {
    private static final long SEED = 20_260_101;
    /** The rug pulls begin early, so that a run of some seconds sees one from launch to end. */
    private static final Scenario.Plan[] STORIES = {
        new Scenario.Plan(Scenario.Kind.RUG_PULL, 1),
        new Scenario.Plan(Scenario.Kind.HONEST_LAUNCH, 2),
        new Scenario.Plan(Scenario.Kind.MINT_AND_DUMP, 4),
        new Scenario.Plan(Scenario.Kind.RUG_PULL, 15)
    };

    private final LocalLedger ledger;
    private final LocalNode primary;
    private final LocalNode backup;

    private LocalCluster(LocalLedger ledger) throws IOException {
        this.ledger = ledger;
        primary = LocalNode.serve(ledger);
        backup = LocalNode.serve(ledger);
    }

    static LocalCluster open(@Nullable Path block, int transactionsPerSecond, int corrupt) throws IOException {
        LocalLedger.Builder builder = block != null
                ? LocalLedger.recorded(block)
                : LocalLedger.generated(SEED).scenario(STORIES);
        return new LocalCluster(builder.transactionsPerSecond(transactionsPerSecond)
                .corruptTransactions(corrupt, SEED)
                .build());
    }

    LocalLedger ledger() {
        return ledger;
    }

    URI webSocketUrl() {
        return primary.webSocketUrl();
    }

    List<URI> rpcUrls() {
        return List.of(primary.rpcUrl(), backup.rpcUrl());
    }

    /** Resets every connection of the primary and refuses new ones. */
    void killPrimary() {
        primary.faults().refuse(true);
        primary.faults().drop(Faults.Drop.RESET);
    }

    void revivePrimary() {
        primary.faults().refuse(false);
    }

    @Override
    public void close() {
        primary.close();
        backup.close();
        ledger.close();
    }
}
