package io.trenchbot.testkit;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The methods about accounts. */
final class AccountMethods {
    private static final int MAX_MULTIPLE_ACCOUNTS = 100;
    private static final int TOKEN_MINT_OFFSET = 0;
    private static final int TOKEN_OWNER_OFFSET = 32;

    private final NodeView view;

    AccountMethods(NodeView view) {
        this.view = view;
    }

    void addTo(RpcService service) {
        service.add("getBalance", this::balance);
        service.add("getAccountInfo", this::accountInfo);
        service.add("getMultipleAccounts", this::multipleAccounts);
        service.add("getProgramAccounts", this::programAccounts);
        service.add("getTokenAccountsByOwner", this::tokenAccountsByOwner);
        service.add("getTokenAccountBalance", this::tokenAccountBalance);
    }

    private String balance(Params params) throws RpcException {
        String address = params.address(0);
        long slot = view.slot(params.options(1));
        AccountState state = view.history().account(address, slot);
        return NodeView.withContext(slot, state == null ? "0" : Long.toUnsignedString(state.lamports()));
    }

    private String accountInfo(Params params) throws RpcException {
        String address = params.address(0);
        Options options = params.options(1);
        long slot = view.slot(options);
        AccountView shown = AccountView.of(options, AccountView.Encoding.BINARY);
        return NodeView.withContext(slot, shown.json(view.history().account(address, slot)));
    }

    private String multipleAccounts(Params params) throws RpcException {
        List<String> addresses = params.strings(0);
        if (addresses.size() > MAX_MULTIPLE_ACCOUNTS) {
            throw RpcException.invalidParams("Too many inputs provided; max " + MAX_MULTIPLE_ACCOUNTS);
        }
        Options options = params.options(1);
        long slot = view.slot(options);
        AccountView shown = AccountView.of(options, AccountView.Encoding.BASE64);
        List<String> accounts = new ArrayList<>();
        for (String address : addresses) {
            accounts.add(shown.json(view.history().account(Params.address(address), slot)));
        }
        return NodeView.withContext(slot, "[" + String.join(",", accounts) + "]");
    }

    private String programAccounts(Params params) throws RpcException {
        String program = params.address(0);
        Options options = params.options(1);
        long slot = view.slot(options);
        AccountView shown = AccountView.of(options, AccountView.Encoding.BINARY);
        String accounts = keyed(program, slot, AccountFilter.list(options), shown);
        return options.bool("withContext", false) ? NodeView.withContext(slot, accounts) : accounts;
    }

    private String keyed(String program, long slot, List<AccountFilter> filters, AccountView shown)
            throws RpcException {
        StringBuilder out = new StringBuilder("[");
        for (String address : view.history().ownedBy(program)) {
            AccountState state = view.history().account(address, slot);
            boolean wanted = state != null
                    && state.owner().equals(program)
                    && filters.stream().allMatch(filter -> filter.matches(state.data()));
            if (wanted) {
                out.append(out.length() > 1 ? "," : "").append("{\"pubkey\":\"").append(address);
                out.append("\",\"account\":").append(shown.json(state)).append('}');
            }
        }
        return out.append(']').toString();
    }

    private String tokenAccountsByOwner(Params params) throws RpcException {
        AccountFilter owner = holds(TOKEN_OWNER_OFFSET, params.address(0));
        Options which = params.options(1);
        Options options = params.options(2);
        long slot = view.slot(options);
        AccountView shown = AccountView.of(options, AccountView.Encoding.BINARY);
        List<AccountFilter> filters = new ArrayList<>(List.of(new AccountFilter.TokenAccountState(), owner));
        String program = Programs.TOKEN.toString();
        if (which.has("mint")) {
            filters.add(holds(TOKEN_MINT_OFFSET, Params.address(which.string("mint", ""))));
        } else if (which.has("programId")) {
            program = Params.address(which.string("programId", ""));
        } else {
            throw RpcException.invalidParams("Invalid params: expected mint or programId.");
        }
        return NodeView.withContext(slot, keyed(program, slot, filters, shown));
    }

    private static AccountFilter holds(int offset, String address) {
        byte[] bytes = Base58.decode(address);
        return new AccountFilter.Memcmp(offset, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private String tokenAccountBalance(Params params) throws RpcException {
        String address = params.address(0);
        long slot = view.slot(params.options(1));
        AccountState state = view.history().account(address, slot);
        boolean token = state != null
                && state.owner().equals(Programs.TOKEN.toString())
                && new AccountFilter.TokenAccountState().matches(state.data());
        if (state == null || !token) {
            throw RpcException.invalidParams("Invalid param: could not find account");
        }
        long amount = new ByteReader(state.data(), 64, 72).u64();
        AccountState mint = view.history().account(Base58.encode(Arrays.copyOf(state.data(), Address.BYTES)), slot);
        int decimals = mint == null || mint.data().length < 45 ? 0 : mint.data()[44];
        BigDecimal units = new BigDecimal(Long.toUnsignedString(amount)).movePointLeft(decimals);
        String plain = units.signum() == 0 ? "0" : units.stripTrailingZeros().toPlainString();
        return NodeView.withContext(
                slot,
                "{\"amount\":\"" + Long.toUnsignedString(amount) + "\",\"decimals\":" + decimals + ",\"uiAmount\":"
                        + plain + ",\"uiAmountString\":\"" + plain + "\"}");
    }
}
