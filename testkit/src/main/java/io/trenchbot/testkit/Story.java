package io.trenchbot.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A scripted story while it plays: a deployer and buyers with keys of their own, funded by the faucet. What each of them does
 * depends on the state it finds, so that other people's transactions may come between.
 */
final class Story {
    /** After so many slots nothing happens any more. */
    static final int SLOTS = 24;

    private static final int BUYERS = 8;
    private static final int DECIMALS = 6;
    private static final long SUPPLY = 1_000_000_000_000_000L;
    private static final long SOL = 1_000_000_000;
    private static final long DEPLOYER_LAMPORTS = 200 * SOL;
    private static final long BUYER_LAMPORTS = 20 * SOL;
    private static final int FIRST_BUY = 4;
    private static final int BETRAYAL = FIRST_BUY + BUYERS + 1;

    /** Where a story's transactions go. */
    interface Stage {
        /** Executes a transaction in the block that is being built. */
        LandedTransaction land(WireTransaction transaction);

        /** A transaction of the faucet that gives lamports to each. */
        WireTransaction fund(List<Address> to, List<Long> lamports);

        Address blockhash();

        Account account(Address address);

        long slot();
    }

    private final Scenario.Kind kind;
    private final Rng random;
    private final Stage stage;
    private final KeyPair deployer;
    private final KeyPair mintPair;
    private final Address mint;
    private final PoolKeys pool;
    private final List<KeyPair> buyers = new ArrayList<>();
    private final List<Long> spent = new ArrayList<>();
    private final List<Scenario.Step> steps = new ArrayList<>();
    private int offset;

    Story(Scenario.Kind kind, Rng random, Stage stage) {
        this.kind = kind;
        this.random = random;
        this.stage = stage;
        deployer = KeyPair.random(random);
        mintPair = KeyPair.random(random);
        mint = mintPair.address();
        pool = PoolKeys.of(mint);
        for (int i = 0; i < BUYERS; i++) {
            buyers.add(KeyPair.random(random));
            spent.add(random.between(SOL / 2, 3 * SOL));
        }
    }

    Scenario told() {
        return new Scenario(
                kind,
                mint.toString(),
                pool.pool().toString(),
                deployer.address().toString(),
                List.copyOf(steps));
    }

    PoolKeys pool() {
        return pool;
    }

    /** Whether people outside of the story can trade the token. */
    boolean tradable() {
        return offset >= FIRST_BUY;
    }

    boolean over() {
        return offset >= SLOTS;
    }

    /** The accounts that only this story knows of. */
    List<Address> actors() {
        return Stream.concat(Stream.of(deployer), buyers.stream())
                .map(KeyPair::address)
                .toList();
    }

    /** Plays what happens in this slot. */
    void next() {
        opening();
        switch (kind) {
            case RUG_PULL -> rugPull();
            case MINT_AND_DUMP -> mintAndDump();
            case HONEST_LAUNCH -> honestLaunch();
        }
        offset++;
    }

    private void opening() {
        switch (offset) {
            case 0 -> fund();
            case 1 -> launch();
            case 2 ->
                step("createPool", deployer, LocalPrograms.createPool(deployer.address(), mint, SUPPLY / 2, 60 * SOL));
            case 3 ->
                step(
                        "addLiquidity",
                        deployer,
                        LocalPrograms.addLiquidity(deployer.address(), mint, 30 * SOL, SUPPLY / 2));
            default -> {}
        }
        int buyer = offset - FIRST_BUY;
        if (buyer >= 0 && buyer < BUYERS) {
            buy(buyer);
        }
    }

    private void rugPull() {
        if (offset == BETRAYAL) {
            long shares = tokens(deployer, pool.lpMint()) / 100 * 95;
            step("removeLiquidity", deployer, LocalPrograms.removeLiquidity(deployer.address(), mint, shares, 0, 0));
        } else if (offset == BETRAYAL + 1) {
            sell("dump", deployer, 0);
        } else {
            disappointedSales();
        }
    }

    private void mintAndDump() {
        if (offset == BETRAYAL) {
            Address token = Address.associatedToken(deployer.address(), mint);
            step("mint", deployer, Programs.mintTo(mint, token, deployer.address(), 10 * SUPPLY));
        } else if (offset == BETRAYAL + 1) {
            sell("dump", deployer, 0);
        } else {
            disappointedSales();
        }
    }

    /** Some take a profit, some a small loss; the liquidity stays. */
    private void honestLaunch() {
        if (offset == BETRAYAL || offset == BETRAYAL + 3) {
            sell("sell", buyers.get(offset - BETRAYAL), 0);
        }
    }

    /** Buyers who want half of their money back at least, and cannot have it. */
    private void disappointedSales() {
        int buyer = offset - BETRAYAL - 2;
        if (buyer >= 0 && buyer < BUYERS / 2) {
            sell("sell", buyers.get(buyer), spent.get(buyer) / 2);
        }
    }

    private void fund() {
        List<Long> lamports = IntStream.rangeClosed(0, BUYERS)
                .mapToObj(i -> i == 0 ? DEPLOYER_LAMPORTS : BUYER_LAMPORTS)
                .toList();
        stage.land(stage.fund(actors(), lamports));
    }

    private void launch() {
        String name = "Token " + mint.toString().substring(0, 6);
        boolean keeps = kind == Scenario.Kind.MINT_AND_DUMP;
        Instruction launch = LocalPrograms.launch(
                deployer.address(),
                mint,
                DECIMALS,
                SUPPLY,
                keeps,
                name,
                "T" + random.below(1_000),
                "https://example.com/token.json");
        land("launch", transaction(deployer, launch).sign(deployer, mintPair));
    }

    private void buy(int index) {
        KeyPair buyer = buyers.get(index);
        Address token = Address.associatedToken(buyer.address(), mint);
        land(
                "buy",
                transaction(
                                buyer,
                                Programs.createAssociatedToken(buyer.address(), token, buyer.address(), mint),
                                pool.trade(LocalPrograms.BUY, buyer.address(), token, spent.get(index), 1))
                        .sign(buyer));
    }

    private void sell(String name, KeyPair seller, long minLamports) {
        long tokens = tokens(seller, mint);
        if (tokens > 0) {
            step(name, seller, LocalPrograms.sell(seller.address(), mint, tokens, minLamports));
        }
    }

    private long tokens(KeyPair owner, Address of) {
        Account account = stage.account(Address.associatedToken(owner.address(), of));
        return TokenState.isAccount(account) ? TokenState.amount(account.data) : 0;
    }

    private void step(String name, KeyPair signer, Instruction instruction) {
        land(name, transaction(signer, instruction).sign(signer));
    }

    private WireTransaction transaction(KeyPair payer, Instruction... instructions) {
        return WireTransaction.legacy(payer.address())
                .recentBlockhash(stage.blockhash())
                .add(Programs.computeUnitLimit(300_000), Programs.computeUnitPrice(random.between(1_000, 500_000)))
                .add(instructions)
                .build();
    }

    private void land(String name, WireTransaction transaction) {
        LandedTransaction landed = stage.land(transaction);
        steps.add(new Scenario.Step(
                name, stage.slot(), landed.signature(), landed.errJson().equals("null")));
    }
}
