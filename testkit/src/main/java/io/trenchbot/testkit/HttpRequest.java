package io.trenchbot.testkit;

import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 request.
 *
 * @param method its method
 * @param target its target, as sent
 * @param headers its fields by lower-case name, the last one where a name is repeated
 * @param body its body
 * @param head the request line and header as they were sent, up to and including the empty line
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one owner to the next; nobody compares these records
record HttpRequest(String method, String target, Map<String, String> headers, byte[] body, byte[] head) {

    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    boolean upgradesToWebSocket() {
        return header("upgrade").equalsIgnoreCase("websocket");
    }

    boolean closes() {
        return header("connection").toLowerCase(Locale.ROOT).contains("close");
    }
}
