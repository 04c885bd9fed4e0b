package io.trenchbot.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trenchbot.streaming.ScannerAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Reads recorded notifications out of memory: subscription, slot, signature, error, every log line and the text of the wire
 * bytes. The peer is Jackson's streaming parser over the same bytes, which skips what nobody asked for.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // What the setup makes; nothing comes before it.
public class ScannerBench {
    /** Frames in the recordings, all of which a call reads. */
    static final int FRAMES = 755;

    private static final JsonFactory FACTORY = new JsonFactory();

    @Param({"LOGS", "TRANSACTIONS"})
    public Recording recording;

    /** The folder of recorded data. */
    @Param("")
    public String shared;

    private final List<byte[]> frames = new ArrayList<>();
    private final ScannerAccess scanner = new ScannerAccess();

    private long number;
    private StringBuilder text = new StringBuilder();
    private boolean keeps;
    private String signature = "";
    private String wire = "";
    private long slot;
    private boolean failed;

    @Setup
    public void load() throws IOException {
        List<String> ours = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        for (String frame : recording.frames(Path.of(shared))) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            frames.add(bytes);
            scanner.read(bytes);
            ours.add(scanner.text());
            peers.add(text(bytes));
        }
        Check.that(frames.size() == FRAMES, FRAMES + " frames are recorded: " + frames.size());
        Check.same(peers, ours, "notifications read by Jackson and by ours");
    }

    private String text(byte[] frame) throws IOException {
        keeps = true;
        text = new StringBuilder();
        read(frame);
        keeps = false;
        return slot + " " + signature + (failed ? " failed " : " done ") + wire + text;
    }

    @Benchmark
    public long ours() {
        long sum = 0;
        for (byte[] frame : frames) {
            sum += scanner.read(frame);
        }
        return sum;
    }

    @Benchmark
    public long jackson() throws IOException {
        long sum = 0;
        for (byte[] frame : frames) {
            sum += read(frame);
        }
        return sum;
    }

    private long read(byte[] frame) throws IOException {
        number = 0;
        signature = "";
        wire = "";
        try (JsonParser parser = FACTORY.createParser(frame)) {
            parser.nextToken();
            object(parser);
        }
        return number;
    }

    private void object(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "params", "result", "context", "value", "meta" -> {
                    if (value == JsonToken.START_OBJECT) {
                        object(parser);
                    }
                }
                case "transaction" -> transaction(parser, value);
                case "subscription" -> number += parser.getLongValue();
                case "slot" -> {
                    slot = parser.getLongValue();
                    number += slot;
                }
                case "signature" -> {
                    number += parser.getTextLength();
                    signature = keeps ? parser.getText() : "";
                }
                case "err" -> {
                    failed = value != JsonToken.VALUE_NULL;
                    number += failed ? 1 : 0;
                    parser.skipChildren();
                }
                case "logs", "logMessages" -> lines(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    private void transaction(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            object(parser);
            return;
        }
        parser.nextToken();
        number += parser.getTextLength();
        wire = keeps ? parser.getText() : "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
        }
    }

    private void lines(JsonParser parser, JsonToken value) throws IOException {
        while (value == JsonToken.START_ARRAY && parser.nextToken() != JsonToken.END_ARRAY) {
            number += parser.getTextLength();
            if (keeps) {
                text.append(' ').append(parser.getText());
            }
        }
    }
}
