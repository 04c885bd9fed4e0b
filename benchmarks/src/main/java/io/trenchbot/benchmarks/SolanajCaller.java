package io.trenchbot.benchmarks;

import java.util.List;
import org.p2p.solanaj.rpc.RpcClient;
import org.p2p.solanaj.rpc.RpcException;
import org.p2p.solanaj.rpc.WeightedCluster;
import org.p2p.solanaj.rpc.types.WeightedEndpoint;

/** solanaj's cluster of nodes with equal weights. */
final class SolanajCaller implements Caller {
    private final RpcClient client;

    SolanajCaller(List<String> urls) {
        client = new RpcClient(new WeightedCluster(
                urls.stream().map(url -> new WeightedEndpoint(url, 1)).toList()));
    }

    @Override
    public long call() throws RpcException {
        return client.call("getBalance", List.of("11111111111111111111111111111111"), Long.class);
    }

    @Override
    public void close() {
        // It has no end.
    }
}
