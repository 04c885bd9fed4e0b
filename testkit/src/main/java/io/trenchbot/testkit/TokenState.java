package io.trenchbot.testkit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The data of SPL Token's accounts: mints of 82 bytes and token accounts of 165. Writers return changed copies. */
final class TokenState {
    static final int MINT_BYTES = 82;
    static final int ACCOUNT_BYTES = 165;

    private static final int SUPPLY = 36;
    private static final int DECIMALS = 44;
    private static final int INITIALIZED = 45;
    private static final int OWNER = 32;
    private static final int AMOUNT = 64;
    private static final int STATE = 108;

    private TokenState() {}

    static byte[] newMint(int decimals, Address authority, @Nullable Address freezeAuthority) {
        ByteWriter out = new ByteWriter(MINT_BYTES);
        option(out, authority).u64(0).u8(decimals).u8(1);
        return option(out, freezeAuthority).toBytes();
    }

    static byte[] newAccount(Address mint, Address owner) {
        byte[] data = new byte[ACCOUNT_BYTES];
        System.arraycopy(mint.array(), 0, data, 0, Address.BYTES);
        System.arraycopy(owner.array(), 0, data, OWNER, Address.BYTES);
        data[STATE] = 1;
        return data;
    }

    private static ByteWriter option(ByteWriter out, @Nullable Address address) {
        return address == null
                ? out.u32(0).bytes(new byte[Address.BYTES])
                : out.u32(1).address(address);
    }

    static boolean isAccount(Account account) {
        return account.data.length == ACCOUNT_BYTES && account.owner.equals(Programs.TOKEN) && account.data[STATE] != 0;
    }

    static boolean isMint(Account account) {
        return account.data.length == MINT_BYTES
                && account.owner.equals(Programs.TOKEN)
                && account.data[INITIALIZED] != 0;
    }

    static Address mint(byte[] account) {
        return address(account, 0);
    }

    static Address owner(byte[] account) {
        return address(account, OWNER);
    }

    static long amount(byte[] account) {
        return u64(account, AMOUNT);
    }

    static byte[] withAmount(byte[] account, long amount) {
        return withU64(account, AMOUNT, amount);
    }

    static long supply(byte[] mint) {
        return u64(mint, SUPPLY);
    }

    static byte[] withSupply(byte[] mint, long supply) {
        return withU64(mint, SUPPLY, supply);
    }

    static int decimals(byte[] mint) {
        return mint[DECIMALS] & 0xff;
    }

    /** Who may make tokens; null after that was given up. */
    static @Nullable Address mintAuthority(byte[] mint) {
        return mint[0] == 0 ? null : address(mint, 4);
    }

    static byte[] withMintAuthority(byte[] mint, @Nullable Address authority) {
        byte[] changed = mint.clone();
        byte[] option = option(new ByteWriter(36), authority).toBytes();
        System.arraycopy(option, 0, changed, 0, option.length);
        return changed;
    }

    /** An amount as a decimal number, without trailing zeros. */
    static String decimalText(long amount, int decimals) {
        BigDecimal number = new BigDecimal(new BigInteger(Long.toUnsignedString(amount)), decimals);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    static Address address(byte[] data, int offset) {
        return Address.of(Arrays.copyOfRange(data, offset, offset + Address.BYTES));
    }

    static long u64(byte[] data, int offset) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }

    static byte[] withU64(byte[] data, int offset, long value) {
        byte[] changed = data.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, value);
        return changed;
    }
}
