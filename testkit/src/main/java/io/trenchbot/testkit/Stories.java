package io.trenchbot.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** All stories of a chain: the planned ones, which are told, and ordinary launches, of which the oldest is cleared away in time. */
final class Stories {
    /** Ordinary tokens that exist at a time, so that a chain that runs for days stays small. */
    static final int MAX_YOUNG = 24;

    private static final int SLOTS_PER_LAUNCH = 30;
    private static final int MIN_TRANSACTIONS_PER_SLOT = 20; // below that, launches would be most of the traffic

    private final GeneratedChain.Settings settings;
    private final Rng random;
    private final Story.Stage stage;
    private final Accounts accounts;
    private final Traffic traffic;
    private final List<Story> planned = new ArrayList<>();
    private final Deque<Story> young = new ArrayDeque<>();

    Stories(GeneratedChain.Settings settings, Rng random, Story.Stage stage, Accounts accounts, Traffic traffic) {
        this.settings = settings;
        this.random = random;
        this.stage = stage;
        this.accounts = accounts;
        this.traffic = traffic;
    }

    /** Plays a slot, counted from the start of the traffic. */
    void next(long ownSlot) {
        for (Scenario.Plan plan : settings.scenarios()) {
            if (plan.startSlots() == ownSlot) {
                planned.add(new Story(plan.kind(), new Rng(random.next()), stage));
            }
        }
        planned.stream().filter(story -> !story.over()).forEach(Story::next);
        if (settings.transactionsPerSlot() >= MIN_TRANSACTIONS_PER_SLOT) {
            ordinary(ownSlot);
        }
    }

    List<Scenario> told() {
        return planned.stream().map(Story::told).toList();
    }

    private void ordinary(long ownSlot) {
        if (ownSlot % SLOTS_PER_LAUNCH == 0) {
            if (young.size() == MAX_YOUNG) {
                clear(young.removeFirst());
            }
            young.addLast(new Story(Scenario.Kind.HONEST_LAUNCH, new Rng(random.next()), stage));
        }
        for (Story story : young) {
            if (!story.over()) {
                boolean before = story.tradable();
                story.next();
                if (!before && story.tradable()) {
                    traffic.market().add(story.pool());
                }
            }
        }
    }

    /** Takes all accounts of a token off the chain; their lamports go back to the faucet, where they came from. */
    private void clear(Story story) {
        PoolKeys pool = story.pool();
        traffic.market().remove(pool);
        List<Address> gone = new ArrayList<>(story.actors());
        gone.addAll(accounts.ofMint(pool.mint()));
        gone.addAll(accounts.ofMint(pool.lpMint()));
        gone.add(pool.pool());
        gone.add(LocalPrograms.metadata(pool.mint()));
        for (Address address : gone) {
            long lamports = accounts.stored(address).lamports;
            if (lamports > 0) {
                accounts.put(address, Account.absent(), stage.slot());
                accounts.credit(traffic.faucet(), lamports, stage.slot());
            }
        }
    }
}
