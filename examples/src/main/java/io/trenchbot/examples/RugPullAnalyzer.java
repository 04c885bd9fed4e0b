package io.trenchbot.examples;

import io.trenchbot.Analysis;
import io.trenchbot.ReceivedTransaction;
import io.trenchbot.TransactionAnalyzer;
import io.trenchbot.streaming.TransactionView;
import io.trenchbot.testkit.Address;
import io.trenchbot.testkit.LocalPrograms;
import io.trenchbot.testkit.Programs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds two ways in which the maker of a token robs its buyers, from the instructions of the local launch and AMM programs:
 * pulling the liquidity out of the pool ({@code rug-pull}), and making new tokens to sell them into it
 * ({@code mint-and-dump}). It knows what the transactions say, not what the chain made of them, so sums are estimates; the
 * layouts are in {@link LocalPrograms} and {@link Programs}, and an analyzer of a real AMM differs in those only.
 *
 * <p>Threading: the strategy thread.
 */
final class RugPullAnalyzer implements TransactionAnalyzer {
    /** Tokens remembered; the oldest make room. A rug is pulled within hours, or not at all. */
    private static final int TOKENS_MAX = 4_096;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LAUNCH = discriminator("launch");
    private static final long CREATE_POOL = discriminator("create_pool");
    private static final long ADD_LIQUIDITY = discriminator("add_liquidity");
    private static final long REMOVE_LIQUIDITY = discriminator("remove_liquidity");
    private static final long BUY = discriminator("buy");
    private static final long SELL = discriminator("sell");
    private static final byte TOKEN_MINT_TO = 7;

    private final byte[] amm = LocalPrograms.AMM.bytes();
    private final byte[] launcher = LocalPrograms.LAUNCH.bytes();
    private final byte[] token = Programs.TOKEN.bytes();
    private final Map<String, TokenHistory> tokens = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenHistory> eldest) {
            return size() > TOKENS_MAX;
        }
    };

    @Override
    public Analysis analyze(ReceivedTransaction transaction) {
        if (transaction.failed()) {
            return Analysis.NOTHING;
        }
        TransactionView view = transaction.view();
        for (int i = 0; i < view.instructionCount(); i++) {
            Analysis analysis = analyze(view, i, transaction.slot());
            if (!analysis.isNothing()) {
                return analysis;
            }
        }
        return Analysis.NOTHING;
    }

    private Analysis analyze(TransactionView view, int instruction, long slot) {
        int program = view.keyOffset(view.programIndex(instruction));
        if (is(view, program, amm) && view.dataLength(instruction) >= 16) {
            return amm(view, instruction, slot);
        }
        if (is(view, program, launcher) && view.dataLength(instruction) >= 8) {
            launched(view, instruction, slot);
        } else if (is(view, program, token)
                && view.dataLength(instruction) == 9
                && view.buffer()[view.dataOffset(instruction)] == TOKEN_MINT_TO) {
            return minted(view, instruction, slot);
        }
        return Analysis.NOTHING;
    }

    private void launched(TransactionView view, int instruction, long slot) {
        String mint = account(view, instruction, 0);
        String creator = account(view, instruction, 2);
        if (number(view, instruction, 0) == LAUNCH && !mint.isEmpty() && !creator.isEmpty()) {
            tokens.put(mint, new TokenHistory(mint, creator, slot));
        }
    }

    private Analysis amm(TransactionView view, int instruction, long slot) {
        TokenHistory history = tokens.get(account(view, instruction, 1));
        if (history == null) {
            return Analysis.NOTHING;
        }
        String user = account(view, instruction, 3);
        long kind = number(view, instruction, 0);
        long amount = number(view, instruction, 8);
        if (kind == CREATE_POOL && view.dataLength(instruction) >= 24) {
            history.poolCreated(user, amount, number(view, instruction, 16));
        } else if (kind == ADD_LIQUIDITY) {
            history.liquidityAdded(user, amount);
        } else if (kind == BUY) {
            history.bought(user, amount);
        } else if (kind == SELL) {
            return history.sold(user, amount, slot);
        } else if (kind == REMOVE_LIQUIDITY) {
            return history.liquidityRemoved(user, amount, slot);
        }
        return Analysis.NOTHING;
    }

    private Analysis minted(TransactionView view, int instruction, long slot) {
        TokenHistory history = tokens.get(account(view, instruction, 0));
        return history == null
                ? Analysis.NOTHING
                : history.minted(account(view, instruction, 2), number(view, instruction, 1), slot);
    }

    /** The base58 key of an instruction's account, empty where it comes out of a lookup table or is not there. */
    private static String account(TransactionView view, int instruction, int position) {
        if (position >= view.accountIndexCount(instruction)) {
            return "";
        }
        int key = view.buffer()[view.accountIndexOffset(instruction) + position] & 0xff;
        return key < view.keyCount() ? view.key(key) : "";
    }

    private static long number(TransactionView view, int instruction, int offset) {
        return (long) LONG.get(view.buffer(), view.dataOffset(instruction) + offset);
    }

    private static boolean is(TransactionView view, int keyOffset, byte[] address) {
        return Arrays.equals(view.buffer(), keyOffset, keyOffset + Address.BYTES, address, 0, Address.BYTES);
    }

    private static long discriminator(String instruction) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("global:" + instruction).getBytes(StandardCharsets.UTF_8));
            return (long) LONG.get(hash, 0);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
