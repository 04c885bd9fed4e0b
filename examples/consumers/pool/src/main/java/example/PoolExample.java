package example;

import io.trenchbot.pool.PoolStats;
import io.trenchbot.pool.RpcNode;
import io.trenchbot.pool.SolanaConnectionPool;
import io.trenchbot.pool.SolanaRpc;

/** Reads the slot and a blockhash through a primary node and its backups. */
public final class PoolExample {
    private PoolExample() {}

    /**
     * Runs the example.
     *
     * @param args JSON-RPC URLs: the first is the primary node, the rest are backups
     * @throws Exception if no node answers
     */
    public static void main(String[] args) throws Exception {
        // snippet
        SolanaConnectionPool.Builder builder = SolanaConnectionPool.builder().primary(args[0]);
        for (int i = 1; i < args.length; i++) {
            builder.addNode(RpcNode.builder("backup-" + i, args[i])
                    .role(RpcNode.Role.BACKUP)
                    .build());
        }
        try (SolanaConnectionPool pool = builder.build()) {
            long slot = pool.rpc().getSlot();
            SolanaRpc.Blockhash latest = pool.rpc().getLatestBlockhash();
            PoolStats stats = pool.stats();
            System.out.println("slot " + slot + " from " + stats.nodes().size() + " nodes, blockhash "
                    + latest.blockhash() + " valid to height " + latest.lastValidBlockHeight());
            stats.nodes().forEach(node -> System.out.println(node.name() + " is " + node.state()));
        }
        // end snippet
    }
}
