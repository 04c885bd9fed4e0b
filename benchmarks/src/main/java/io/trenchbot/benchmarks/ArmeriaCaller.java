package io.trenchbot.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.client.endpoint.OutlierDetectingEndpointGroup;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Armeria's endpoint group with outlier detection, and its repeats. */
final class ArmeriaCaller implements Caller {
    private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1234567890,\"method\":\"getBalance\",\"params\":"
            + "[\"11111111111111111111111111111111\"]}";

    private final ClientFactory factory =
            ClientFactory.builder().connectTimeout(Duration.ofMillis(500)).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final OutlierDetectingEndpointGroup group;
    private final WebClient client;

    ArmeriaCaller(List<String> urls) {
        List<Endpoint> endpoints = urls.stream()
                .map(URI::create)
                .map(uri -> Endpoint.of(uri.getHost(), uri.getPort()))
                .toList();
        group = OutlierDetectingEndpointGroup.builder(
                        EndpointGroup.of(EndpointSelectionStrategy.roundRobin(), endpoints))
                .build();
        client = WebClient.builder(SessionProtocol.H1C, group)
                .factory(factory)
                .responseTimeout(Duration.ofSeconds(5))
                .decorator(group.asDecorator())
                .decorator(RetryingClient.builder(RetryRule.builder(HttpMethod.POST)
                                .onServerErrorStatus()
                                .onException()
                                .thenBackoff(com.linecorp.armeria.client.retry.Backoff.withoutDelay()))
                        .maxTotalAttempts(3)
                        .responseTimeoutForEachAttempt(Duration.ofSeconds(1))
                        .newDecorator())
                .build();
    }

    @Override
    public long call() throws Exception {
        AggregatedHttpResponse response = client.execute(
                        HttpRequest.of(HttpMethod.POST, "/", MediaType.JSON, HttpData.ofUtf8(BODY)))
                .aggregate()
                .get();
        if (!response.status().isSuccess()) {
            throw new IOException("status " + response.status());
        }
        return mapper.readTree(response.contentUtf8()).get("result").longValue();
    }

    @Override
    public void close() {
        group.close();
        factory.close();
    }
}
