package io.trenchbot.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token, AMM and launch programs, used and misused. */
class ProgramsTest extends ChainUsers {
    @Test
    void wholeLifeOfATokenByItsUsers() {
        launch(true);
        Address aliceToken = Address.associatedToken(ALICE, MINT);
        Address bobToken = Address.associatedToken(BOB, MINT);
        assertEquals(1_000_000_000, amount(aliceToken));
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        ok(bob(Programs.createAssociatedToken(BOB, BOB, MINT), LocalPrograms.buy(BOB, MINT, SOL, 1)));
        long bought = 500_000_000L * 9_975 / (10 * 10_000 + 9_975);
        assertEquals(bought, amount(bobToken));
        ok(alice(LocalPrograms.addLiquidity(ALICE, MINT, SOL, 100_000_000)));
        ok(bob(LocalPrograms.sell(BOB, MINT, bought / 2, 1)));
        ok(bob(Programs.tokenTransfer(bobToken, aliceToken, BOB, 1_000)));
        ok(alice(Programs.mintTo(MINT, aliceToken, ALICE, 77)));
        assertEquals(1_000_000_077, u64(MINT, 36));
        ok(alice(Programs.renounceMintAuthority(MINT, ALICE)));
        fails(alice(Programs.mintTo(MINT, aliceToken, ALICE, 1)), "{\"InstructionError\":[0,{\"Custom\":5}]}");
        ok(alice(Programs.burn(aliceToken, MINT, ALICE, 77)));
        long shares = amount(Address.associatedToken(ALICE, LocalPrograms.lpMint(MINT)));
        fails(
                bob(LocalPrograms.removeLiquidity(BOB, MINT, shares, 0, 0)),
                "{\"InstructionError\":[0,\"InvalidAccountData\"]}");
        ok(alice(LocalPrograms.removeLiquidity(ALICE, MINT, shares, 0, 0)));
        assertEquals((128 + 170) * 6_960L, lamports(LocalPrograms.pool(MINT)));
        fails(bob(LocalPrograms.sell(BOB, MINT, amount(bobToken), 0)), "{\"InstructionError\":[0,{\"Custom\":6003}]}");
        ok(bob(Programs.burn(bobToken, MINT, BOB, amount(bobToken)), Programs.closeTokenAccount(bobToken, BOB, BOB)));
        assertNull(chain.account(bobToken.toString()));
    }

    @Test
    void othersCannotTakeWhatIsNotTheirs() {
        launch(false);
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        ok(bob(Programs.createAssociatedToken(BOB, BOB, MINT)));
        Address aliceToken = Address.associatedToken(ALICE, MINT);
        Address bobToken = Address.associatedToken(BOB, MINT);
        PoolKeys pool = PoolKeys.of(MINT);
        fails(bob(Programs.tokenTransfer(aliceToken, bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        fails(bob(Programs.tokenTransfer(pool.vault(), bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        fails(bob(Programs.mintTo(MINT, bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":5}]}");
        fails(bob(Programs.mintTo(pool.lpMint(), bobToken, BOB, 5)), "{\"InstructionError\":[0,{\"Custom\":3}]}");
        fails(bob(Programs.closeTokenAccount(aliceToken, BOB, BOB)), "{\"InstructionError\":[0,{\"Custom\":11}]}");
        Instruction transfer = Programs.transfer(ALICE, BOB, SOL);
        Instruction unsigned = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writable(ALICE), Instruction.Account.writable(BOB)),
                transfer.data());
        fails(bob(unsigned), "{\"InstructionError\":[0,\"MissingRequiredSignature\"]}");
        Instruction readonly = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writableSigner(BOB), Instruction.Account.readonly(NOBODY)),
                transfer.data());
        fails(bob(readonly), "{\"InstructionError\":[0,\"ReadonlyLamportChange\"]}");
        Instruction fromPool = new Instruction(
                Programs.SYSTEM,
                List.of(Instruction.Account.writable(pool.pool()), Instruction.Account.writable(BOB)),
                transfer.data());
        fails(bob(fromPool), "{\"InstructionError\":[0,\"MissingRequiredSignature\"]}");
        Instruction buyForAlice = pool.trade(LocalPrograms.BUY, ALICE, bobToken, SOL, 1);
        Instruction stolen = new Instruction(
                buyForAlice.program(),
                buyForAlice.accounts().stream()
                        .map(each -> new Instruction.Account(each.address(), false, each.writable()))
                        .toList(),
                buyForAlice.data());
        fails(bob(stolen), "{\"InstructionError\":[0,\"PrivilegeEscalation\"]}");
        fails(bob(pool.trade(LocalPrograms.SELL, BOB, aliceToken, 5, 0)), "{\"InstructionError\":[0,{\"Custom\":4}]}");
        assertEquals(500_000_000, amount(aliceToken));
        assertEquals(0, amount(bobToken));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62})
    void absurdAmountsChangeNothing(long amount) {
        launch(false);
        ok(alice(LocalPrograms.createPool(ALICE, MINT, 500_000_000, 10 * SOL)));
        Address token = Address.associatedToken(ALICE, MINT);
        Address vault = PoolKeys.of(MINT).vault();
        for (Instruction each : List.of(
                LocalPrograms.buy(ALICE, MINT, amount, 0),
                LocalPrograms.sell(ALICE, MINT, amount, 0),
                LocalPrograms.addLiquidity(ALICE, MINT, amount, -1),
                LocalPrograms.removeLiquidity(ALICE, MINT, amount, 0, 0),
                LocalPrograms.buy(ALICE, MINT, SOL, amount == 0 ? -1 : amount),
                Programs.transfer(ALICE, BOB, amount == 0 ? -1 : amount),
                Programs.tokenTransfer(token, vault, ALICE, amount == 0 ? -1 : amount),
                Programs.burn(token, MINT, ALICE, amount == 0 ? -1 : amount))) {
            assertFalse(land(alice(each)).errJson().equals("null"), each.toString());
        }
        assertEquals(500_000_000, amount(token));
        assertEquals(1_000_000_000, u64(MINT, 36));
    }
}
