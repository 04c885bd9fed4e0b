package io.trenchbot.testkit;

import java.util.Map;
import java.util.Objects;

/** What every generated chain has from the beginning: programs and the clock. */
final class Genesis {
    static final Map<Address, Program> PROGRAMS = Map.of(
            Programs.SYSTEM, new SystemProgram(),
            Programs.VOTE, new VoteProgram(),
            Programs.COMPUTE_BUDGET, new ComputeBudget.Runner(),
            Programs.MEMO, new MemoProgram(),
            Programs.TOKEN, new TokenProgram(),
            Programs.ASSOCIATED_TOKEN, new AssociatedTokenProgram(),
            LocalPrograms.AMM, new AmmProgram(),
            LocalPrograms.LAUNCH, new LaunchProgram());

    private static final Address NATIVE_LOADER = Address.of("NativeLoader1111111111111111111111111111111");
    private static final Address BPF_LOADER = Address.of("BPFLoader2111111111111111111111111111111111");
    private static final Address SYSVAR = Address.of("Sysvar1111111111111111111111111111111111111");
    private static final Address CLOCK = Address.of("SysvarC1ock11111111111111111111111111111111");
    private static final long SLOTS_PER_EPOCH = 432_000;
    private static final int CLOCK_BYTES = 40;

    private Genesis() {}

    static void addPrograms(Accounts accounts, long slot) {
        PROGRAMS.keySet().stream().sorted().forEach(address -> {
            Program program = Objects.requireNonNull(PROGRAMS.get(address));
            Address loader = program.builtin() ? NATIVE_LOADER : BPF_LOADER;
            accounts.put(address, Account.program(loader, 36), slot);
        });
        accounts.put(CLOCK, new Account(Account.rentExempt(CLOCK_BYTES), SYSVAR, new byte[CLOCK_BYTES]), slot);
    }

    /** The clock sysvar: slot, start of the epoch, epoch, the leader schedule's epoch, Unix time. */
    static void writeClock(Accounts accounts, long slot, long timeSeconds) {
        long epoch = slot / SLOTS_PER_EPOCH;
        long epochStart = timeSeconds - slot % SLOTS_PER_EPOCH * 2 / 5;
        Account clock = accounts.stored(CLOCK).copy();
        clock.data = new ByteWriter(CLOCK_BYTES)
                .u64(slot)
                .u64(epochStart)
                .u64(epoch)
                .u64(epoch + 1)
                .u64(timeSeconds)
                .toBytes();
        accounts.put(CLOCK, clock, slot);
    }
}
