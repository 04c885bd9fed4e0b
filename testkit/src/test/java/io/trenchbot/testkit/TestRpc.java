package io.trenchbot.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A JSON-RPC client on the JDK's HTTP client. */
final class TestRpc {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;

    TestRpc(LocalNode node) {
        url = node.rpcUrl();
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonNode call(String method, String paramsJson) throws Exception {
        return TestClient.JSON.readTree(
                post("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + paramsJson + "}")
                        .body());
    }

    JsonNode result(String method, String paramsJson) throws Exception {
        JsonNode reply = call(method, paramsJson);
        if (!reply.has("result")) {
            throw new AssertionError(method + paramsJson + ": " + reply);
        }
        return reply.get("result");
    }

    JsonNode error(String method, String paramsJson) throws Exception {
        JsonNode reply = call(method, paramsJson);
        if (!reply.has("error")) {
            throw new AssertionError(method + paramsJson + ": no error but " + reply);
        }
        return reply.get("error");
    }
}
