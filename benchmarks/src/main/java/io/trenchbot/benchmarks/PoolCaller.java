package io.trenchbot.benchmarks;

import io.trenchbot.pool.RpcRequest;
import io.trenchbot.pool.RpcResponse;
import io.trenchbot.pool.SolanaConnectionPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Our pool with its defaults. */
final class PoolCaller implements Caller {
    private static final RpcRequest REQUEST = RpcRequest.of("getBalance", "[\"11111111111111111111111111111111\"]");
    private static final RpcResponse.Decoder<Long> NUMBER =
            (json, offset, length) -> Long.valueOf(new String(json, offset, length, StandardCharsets.US_ASCII));

    private final SolanaConnectionPool pool;

    PoolCaller(List<String> urls, boolean hedged) {
        SolanaConnectionPool.Builder builder = SolanaConnectionPool.builder().primary(urls.toArray(new String[0]));
        pool = (hedged ? builder : builder.hedge(0.95, Duration.ofMillis(2), 0)).build();
    }

    @Override
    public long call() throws IOException {
        return pool.call(REQUEST, NUMBER).value();
    }

    @Override
    public void close() {
        pool.close();
    }
}
