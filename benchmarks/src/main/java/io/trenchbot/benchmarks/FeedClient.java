package io.trenchbot.benchmarks;

import io.trenchbot.streaming.TransportAccess;
import java.net.URI;

/** The clients that are fed recorded notifications. */
public enum FeedClient {
    /** Our whole client: frames, scanning, handing over, the transaction decoded. */
    OURS,
    /** What one writes first. */
    JACKSON,
    SOLANAJ,
    SAVA,
    /** Our frames and nothing more. */
    OUR_TRANSPORT,
    /** Java-WebSocket's frames as strings and nothing more. */
    STRINGS,
    /** Frames cut by hand and nothing more. */
    HAND_WRITTEN;

    /** Reads the same, by code of other people or at least of another kind. */
    FeedClient oracle(Recording recording) {
        return switch (this) {
            case OURS -> recording == Recording.BLOCK ? SOLANAJ : JACKSON;
            case SOLANAJ -> recording == Recording.BLOCK ? OURS : JACKSON;
            case SAVA -> JACKSON;
            case JACKSON -> OURS;
            case OUR_TRANSPORT, STRINGS -> HAND_WRITTEN;
            case HAND_WRITTEN -> STRINGS;
        };
    }

    /** Connects, or soon will have. */
    AutoCloseable connect(URI url, Recording recording, Arrivals arrivals) throws Exception {
        RawTexts texts = new RawTexts(arrivals);
        return switch (this) {
            case OURS -> new OurClient(url, recording, arrivals);
            case JACKSON -> {
                JacksonClient client = new JacksonClient(url, recording, arrivals);
                yield client::closeBlocking;
            }
            case SOLANAJ -> new SolanajClient(url, recording, arrivals);
            case SAVA -> new SavaClient(url, arrivals);
            case OUR_TRANSPORT -> new TransportAccess(url, recording.request(), texts::bytes);
            case STRINGS -> {
                StringClient client = new StringClient(url, recording.request(), texts);
                yield client::closeBlocking;
            }
            case HAND_WRITTEN -> new HandClient(url, recording.request(), texts::bytes);
        };
    }
}
