package io.trenchbot.testkit;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP reply.
 *
 * @param status its status
 * @param header further header lines, each with its end
 * @param body its body
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one owner to the next; nobody compares these records
record HttpReply(int status, String header, byte[] body) {

    static HttpReply of(int status, String contentType, String body) {
        return new HttpReply(status, "Content-Type: " + contentType + "\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpReply json(String body) {
        return of(200, "application/json; charset=utf-8", body);
    }

    static HttpReply text(int status, String body) {
        return of(status, "text/plain", body);
    }

    HttpReply with(String line) {
        return new HttpReply(status, header + line + "\r\n", body);
    }

    /** The whole reply in one array, so that it leaves in as few segments as it can. */
    byte[] bytes() {
        String head = "HTTP/1.1 " + status + " " + reason(status) + "\r\n" + header + "Content-Length: " + body.length
                + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, bytes, 0, headBytes.length);
        System.arraycopy(body, 0, bytes, headBytes.length, body.length);
        return bytes;
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Payload Too Large";
            case 415 -> "Unsupported Media Type";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status";
        };
    }
}
