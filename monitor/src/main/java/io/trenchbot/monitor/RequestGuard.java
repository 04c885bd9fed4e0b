package io.trenchbot.monitor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may be answered, by its head alone.
 *
 * <p>A page on another site can make a browser send requests to a loopback address: a foreign {@code Host} is a rebound
 * name, a foreign {@code Origin} a script of that page. Both are turned away before anything is looked up.
 *
 * <p>Threading: immutable.
 */
final class RequestGuard {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int MISDIRECTED = 421;

    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "trenchbot=";

    private final Set<String> hosts;
    private final byte @Nullable [] token;

    /** {@code hosts} are values of the Host header, with their port; {@code token} is asked for if there is one. */
    RequestGuard(Set<String> hosts, @Nullable String token) {
        Set<String> lower = new HashSet<>();
        hosts.forEach(host -> lower.add(host.toLowerCase(Locale.ROOT)));
        this.hosts = Set.copyOf(lower);
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    }

    /** The status that turns the request away, or {@link #OK}. Lists hold the values of a header, empty if there is none. */
    int status(
            String method, List<String> host, List<String> origin, List<String> authorization, List<String> cookies) {
        if (host.size() != 1 || !hosts.contains(host.get(0).toLowerCase(Locale.ROOT))) {
            return MISDIRECTED;
        }
        if (!origin.isEmpty() && !origin.equals(List.of("http://" + host.get(0)))) {
            return FORBIDDEN;
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return METHOD_NOT_ALLOWED;
        }
        return token == null || hasToken(authorization, cookies, token) ? OK : UNAUTHORIZED;
    }

    private static boolean hasToken(List<String> authorization, List<String> cookies, byte[] token) {
        for (String value : authorization) {
            if (value.startsWith(BEARER) && same(value.substring(BEARER.length()), token)) {
                return true;
            }
        }
        for (String header : cookies) {
            for (String cookie : header.split(";", -1)) {
                String pair = cookie.strip();
                if (pair.startsWith(COOKIE) && same(pair.substring(COOKIE.length()), token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes the same time wherever the first difference is. */
    private static boolean same(String given, byte[] token) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token);
    }
}
