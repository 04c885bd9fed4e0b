package io.trenchbot.pool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the array of replies to a batch apart; the order of the replies is free, their ids decide. */
final class BatchReply {
    private BatchReply() {}

    /**
     * The envelopes in the order of the requests.
     *
     * @throws IOException if a reply is missing, doubled, foreign or malformed
     */
    static List<Envelope> split(byte[] json, int offset, int length, List<RpcRequest> members, long firstId)
            throws IOException {
        @Nullable Envelope[] found = new Envelope[members.size()];
        try (JsonParser parser = Json.FACTORY.createParser(json, offset, length)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("the reply to a batch is not an array");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int from = offset + (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = offset + (int) parser.currentLocation().getByteOffset();
                place(found, Arrays.copyOfRange(json, from, to), members, firstId);
            }
            if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
                throw new IOException("the reply to a batch is not one array of objects");
            }
        }
        return complete(found);
    }

    private static void place(@Nullable Envelope[] found, byte[] body, List<RpcRequest> members, long firstId)
            throws IOException {
        long id = Envelope.idOf(body);
        int index = (int) Math.max(-1, Math.min(found.length, id - firstId));
        if (index < 0 || index >= found.length || found[index] != null) {
            throw new IOException("the reply to a batch holds the id " + id + " out of place");
        }
        Envelope envelope =
                Envelope.parse(body, body.length, id, members.get(index).resultIsSlot());
        if (envelope.kind() == Envelope.Kind.MALFORMED) {
            throw new IOException("a reply of the batch is malformed: " + envelope.defect());
        }
        found[index] = envelope;
    }

    private static List<Envelope> complete(@Nullable Envelope[] found) throws IOException {
        List<Envelope> envelopes = new ArrayList<>(found.length);
        for (Envelope envelope : found) {
            if (envelope == null) {
                throw new IOException("the reply to a batch of " + found.length + " is incomplete");
            }
            envelopes.add(envelope);
        }
        return envelopes;
    }
}
