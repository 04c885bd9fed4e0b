package io.trenchbot.pool;

import io.trenchbot.pool.Classification.Next;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Several requests in one HTTP request, and one by one what that leaves open. */
final class Batches {
    private Batches() {}

    static List<CompletableFuture<RpcResponse<byte[]>>> call(SolanaConnectionPool pool, List<RpcRequest> requests)
            throws RpcException, InterruptedIOException {
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("a batch of no requests");
        }
        List<CompletableFuture<RpcResponse<byte[]>>> results = new ArrayList<>();
        RequestBytes bytes = RequestBytes.ofBatch(requests);
        RpcRequest batch = RpcRequest.batchOf(requests, bytes);
        try {
            RpcResponse<List<Envelope>> response = pool.call(
                    batch, (json, offset, length) -> BatchReply.split(json, offset, length, requests, bytes.id()));
            for (int i = 0; i < requests.size(); i++) {
                results.add(
                        member(pool, requests.get(i), response, response.value().get(i)));
            }
        } catch (RpcException.ErrorReply refused) {
            // One error for the whole: the nodes take no batches.
            requests.forEach(request -> results.add(alone(pool, request)));
        }
        awaitAll(results);
        return List.copyOf(results);
    }

    private static CompletableFuture<RpcResponse<byte[]>> member(
            SolanaConnectionPool pool, RpcRequest request, RpcResponse<List<Envelope>> response, Envelope reply) {
        if (reply.kind() == Envelope.Kind.RESULT) {
            byte[] result =
                    Arrays.copyOfRange(reply.body(), reply.resultOffset(), reply.resultOffset() + reply.resultLength());
            return CompletableFuture.completedFuture(new RpcResponse<>(
                    result, response.node(), response.attempts(), reply.contextSlot(), response.latencyNs()));
        }
        Outcome outcome = Outcome.error(200, reply.errorCode(), reply.errorMessage(), reply.errorData());
        Next next = Classification.next(request.methodClass(), outcome, Classification.action(outcome));
        return next == Next.FAIL
                ? CompletableFuture.failedFuture(new RpcException.ErrorReply(
                        response.node(), reply.errorCode(), reply.errorMessage(), reply.errorData()))
                : alone(pool, request);
    }

    private static CompletableFuture<RpcResponse<byte[]>> alone(SolanaConnectionPool pool, RpcRequest request) {
        return pool.callAsync(request, (json, offset, length) -> Arrays.copyOfRange(json, offset, offset + length));
    }

    private static void awaitAll(List<CompletableFuture<RpcResponse<byte[]>>> results) throws InterruptedIOException {
        try {
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get();
        } catch (InterruptedException e) {
            results.forEach(result -> result.cancel(true));
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the batch was interrupted");
        } catch (ExecutionException | CompletionException e) {
            // Members fail one by one; their futures tell.
            return;
        }
    }
}
