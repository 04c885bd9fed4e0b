package io.trenchbot.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All submissions under way, and the polling of their signatures: one request asks for up to 256 of them, and one more
 * reads the block height that decides about expiry.
 */
final class Submitter {
    /** The most signatures that getSignatureStatuses takes. */
    private static final int STATUSES_MAX = 256;

    private static final long POLL_NS = 500_000_000L;

    /** Block heights move in slots; every fourth poll is often enough to see one pass. */
    private static final int POLLS_PER_HEIGHT = 4;

    private static final int WIRE_BYTES_MAX = 1232;
    private static final int SIGNATURE_BYTES = 64;

    private final PoolCore core;
    private final Map<String, SubmissionTask> tasks = new ConcurrentHashMap<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private int pollsCount;

    Submitter(PoolCore core) {
        this.core = core;
    }

    Submission submit(byte[] wire, int offset, int length, Submission.Options options) {
        options.check();
        String signature = signatureOf(wire, offset, length);
        byte[] copy = Arrays.copyOfRange(wire, offset, offset + length);
        String base64 = Base64.getEncoder().encodeToString(copy);
        SubmissionTask fresh = new SubmissionTask(core, this, signature, base64, options);
        SubmissionTask running = tasks.putIfAbsent(signature, fresh);
        if (running != null) {
            return new Submission(running);
        }
        core.counters().submissions.increment();
        fresh.start();
        if (polling.compareAndSet(false, true)) {
            core.timer().at(core.nowNs() + POLL_NS, this::poll);
        }
        return new Submission(fresh);
    }

    void observed(String signature, long slot, @Nullable String errorJson) {
        SubmissionTask task = tasks.get(signature);
        if (task != null) {
            task.landed(slot, errorJson);
        }
    }

    void settled(SubmissionTask task) {
        tasks.remove(task.signature(), task);
    }

    void close() {
        tasks.values().forEach(SubmissionTask::cancel);
    }

    /** Checks that the bytes can be a signed transaction, and reads its first signature. */
    static String signatureOf(byte[] wire, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, wire.length);
        if (length > WIRE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a transaction of " + length + " bytes; at most " + WIRE_BYTES_MAX + " fit a packet");
        }
        int count = length == 0 ? 0 : wire[offset];
        if (count < 1 || length <= 1 + count * SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "not a signed transaction: " + count + " signatures in " + length + " bytes");
        }
        boolean signed = false;
        for (int i = 1; i <= SIGNATURE_BYTES; i++) {
            signed |= wire[offset + i] != 0;
        }
        if (!signed) {
            throw new IllegalArgumentException("the first signature is all zeros: the transaction is not signed");
        }
        return Base58.encode(wire, offset + 1, SIGNATURE_BYTES);
    }

    private void poll() {
        List<SubmissionTask> open = List.copyOf(tasks.values());
        if (open.isEmpty() || core.closed()) {
            polling.set(false);
            // One that came between the look and the flag starts no poll of its own.
            if (!tasks.isEmpty() && !core.closed() && polling.compareAndSet(false, true)) {
                core.timer().at(core.nowNs() + POLL_NS, this::poll);
            }
            return;
        }
        for (int from = 0; from < open.size(); from += STATUSES_MAX) {
            askStatuses(open.subList(from, Math.min(open.size(), from + STATUSES_MAX)));
        }
        if (pollsCount++ % POLLS_PER_HEIGHT == 0) {
            askHeight();
        }
        core.timer().at(core.nowNs() + POLL_NS, this::poll);
    }

    private void askStatuses(List<SubmissionTask> asked) {
        List<String> signatures = new ArrayList<>();
        asked.forEach(task -> signatures.add(task.signature()));
        RpcRequest request = RpcRequest.of("getSignatureStatuses", "[" + Json.quotedArray(signatures) + "]");
        start(request, Decoders::signatureStatuses, response -> {
            var statuses = response.value();
            for (int i = 0; i < Math.min(asked.size(), statuses.size()); i++) {
                asked.get(i).status(statuses.get(i), response.contextSlot());
            }
        });
    }

    private void askHeight() {
        RpcRequest request = RpcRequest.of("getBlockHeight", "[{\"commitment\":\"confirmed\"}]");
        start(request, Decoders::number, response -> {
            long slot = Math.max(
                    core.slots().seenSlot(Commitment.PROCESSED, core.nowNs()),
                    core.slots().seenSlot(Commitment.CONFIRMED, core.nowNs()));
            tasks.values().forEach(task -> task.height(response.value(), slot));
        });
    }

    /** A call of the pool's own whose failure only means that the next poll asks again. */
    <T> void start(RpcRequest request, RpcResponse.Decoder<T> decoder, Consumer<RpcResponse<T>> onResult) {
        var unused = new PendingCall<>(core, request, decoder, null).enqueue().whenComplete((response, failure) -> {
            if (response != null) {
                onResult.accept(response);
            }
        });
    }
}
