package io.trenchbot.pool;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC endpoint as the caller describes it. Keys in the URL (user info, path tokens, query) and header values
 * are secrets: {@link #toString()}, exceptions, events and logs show the name and {@code scheme://host:port} only.
 *
 * <p>Threading: immutable, any thread.
 */
public final class RpcNode {

    /** What a node is used for. */
    public enum Role {
        /** Serves calls whenever it is fit. */
        PRIMARY,
        /** Serves calls while no primary is fit. */
        BACKUP,
        /** Takes {@code sendTransaction} only, for example a block engine; never probed with other methods. */
        SUBMIT
    }

    /** A shorter secret is also an ordinary word, and hiding it everywhere would make messages unreadable. */
    private static final int SECRET_CHARS_MIN = 4;

    /** Path segments up to this length are names such as {@code api} or {@code v1}, longer ones may be tokens. */
    private static final int PATH_NAME_CHARS_MAX = 7;

    private final String name;
    private final Role role;
    private final String url;
    private final String origin;
    private final Map<String, String> headers;
    private final int weight;
    private final double requestsPerSecond;
    private final Map<String, Double> methodRequestsPerSecond;
    private final List<String> secrets;

    private RpcNode(Builder builder, URI uri) {
        url = builder.url;
        origin = uri.getScheme() + "://" + authority(uri);
        name = builder.name.isEmpty() ? authority(uri) : builder.name;
        role = builder.role;
        headers = Map.copyOf(builder.headers);
        weight = builder.weight;
        requestsPerSecond = builder.requestsPerSecond;
        methodRequestsPerSecond = Map.copyOf(builder.methodRequestsPerSecond);
        secrets = secrets(uri, headers);
    }

    /**
     * A primary node named after its host and port.
     *
     * @param url {@code http} or {@code https} URL of the JSON-RPC endpoint
     * @return the node
     * @throws IllegalArgumentException if the URL is not one
     */
    public static RpcNode of(String url) {
        return builder("", url).build();
    }

    /**
     * A builder of a primary node.
     *
     * @param name unique within a pool; empty: host and port of the URL
     * @param url {@code http} or {@code https} URL of the JSON-RPC endpoint
     * @return the builder
     */
    public static Builder builder(String name, String url) {
        return new Builder(name, url);
    }

    /**
     * The name in stats, events and exceptions.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * What the node is used for.
     *
     * @return the role
     */
    public Role role() {
        return role;
    }

    /**
     * Share of calls relative to other nodes of the same latency.
     *
     * @return the weight, 1 by default
     */
    public int weight() {
        return weight;
    }

    /**
     * Scheme, host and port: the part of the URL that is no secret.
     *
     * @return for example {@code https://rpc.example.com:443}
     */
    public String origin() {
        return origin;
    }

    @Override
    public String toString() {
        return name + " (" + role + ", " + origin + ")";
    }

    String url() {
        return url;
    }

    String host() {
        return URI.create(origin).getHost();
    }

    Map<String, String> headers() {
        return headers;
    }

    double requestsPerSecond() {
        return requestsPerSecond;
    }

    Map<String, Double> methodRequestsPerSecond() {
        return methodRequestsPerSecond;
    }

    /** Text from the wire may echo the URL that was asked for, so every secret in it is replaced. */
    String redact(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }

    private static String authority(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + ":" + port;
    }

    private static List<String> secrets(URI uri, Map<String, String> headers) {
        List<String> found = new ArrayList<>(headers.values());
        addParts(found, uri.getRawUserInfo(), ":");
        addParts(found, uri.getUserInfo(), ":");
        for (String pair :
                uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&", -1)) {
            found.add(pair.substring(pair.indexOf('=') + 1));
        }
        for (String segment :
                uri.getRawPath() == null ? new String[0] : uri.getRawPath().split("/", -1)) {
            if (segment.length() > PATH_NAME_CHARS_MAX) {
                found.add(segment);
            }
        }
        found.removeIf(secret -> secret.length() < SECRET_CHARS_MIN);
        // Longest first, so that a secret that contains another one is replaced whole.
        found.sort(Comparator.comparingInt(String::length).reversed());
        return List.copyOf(found);
    }

    private static void addParts(List<String> found, @Nullable String text, String separator) {
        if (text != null) {
            found.add(text);
            found.addAll(List.of(text.split(separator, -1)));
        }
    }

    /**
     * Builder of a node.
     *
     * <p>Threading: one thread.
     */
    public static final class Builder {
        private final String url;
        private String name;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Map<String, Double> methodRequestsPerSecond = new LinkedHashMap<>();
        private Role role = Role.PRIMARY;
        private int weight = 1;
        private double requestsPerSecond;

        private Builder(String name, String url) {
            this.name = name;
            this.url = url;
        }

        /** For nodes whose name is only known to be unique later. */
        Builder name(String value) {
            name = value;
            return this;
        }

        /**
         * Sets what the node is used for.
         *
         * @param value the role; {@link Role#PRIMARY} by default
         * @return this builder
         */
        public Builder role(Role value) {
            role = value;
            return this;
        }

        /**
         * Sets the share of calls relative to other nodes of the same latency.
         *
         * @param value 1 to 1000; 1 by default
         * @return this builder
         */
        public Builder weight(int value) {
            if (value < 1 || value > 1000) {
                throw new IllegalArgumentException("weight " + value + " is not in 1..1000");
            }
            weight = value;
            return this;
        }

        /**
         * Sets the provider's limit; the pool stays under it instead of running into refusals.
         *
         * @param perSecond requests a second over all methods, above 0
         * @return this builder
         */
        public Builder rateLimit(double perSecond) {
            requestsPerSecond = positive(perSecond);
            return this;
        }

        /**
         * Sets the provider's limit of one method.
         *
         * @param method JSON-RPC method name
         * @param perSecond requests a second, above 0
         * @return this builder
         */
        public Builder methodLimit(String method, double perSecond) {
            methodRequestsPerSecond.put(method, positive(perSecond));
            return this;
        }

        /**
         * Adds a request header, for example an access token.
         *
         * @param headerName name of the header
         * @param value value of the header; a secret
         * @return this builder
         */
        public Builder header(String headerName, String value) {
            headers.put(headerName, value);
            return this;
        }

        /**
         * Builds the node.
         *
         * @return the node
         * @throws IllegalArgumentException if the URL is not an {@code http} or {@code https} URL with a host
         */
        public RpcNode build() {
            return new RpcNode(this, parsed());
        }

        private URI parsed() {
            URI uri;
            try {
                uri = URI.create(url);
            } catch (IllegalArgumentException e) {
                // The parser's message repeats the URL with its key, so it is neither quoted nor kept as the cause.
                throw new IllegalArgumentException("the URL of node '" + name + "' cannot be parsed");
            }
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null) {
                throw new IllegalArgumentException("the URL of node '" + name
                        + "' needs the scheme http or https and a host; scheme is " + uri.getScheme());
            }
            return uri;
        }

        private static double positive(double perSecond) {
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException("rate limit " + perSecond + " is not above 0");
            }
            return perSecond;
        }
    }
}
