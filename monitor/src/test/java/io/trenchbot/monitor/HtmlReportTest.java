package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static PerformanceReport report() {
        ManualClock clock = new ManualClock();
        AtomicLong count = new AtomicLong();
        PerformanceMonitor monitor = PerformanceMonitor.builder()
                .nanoClock(clock)
                .platform(Duration.ZERO)
                .checks(HealthCheck.named("<b>&\"evil\"'", Measure.level("queue.depth"), 0, 1)
                        .build())
                .rules(AlertRule.above("<script>alert(1)</script>", Measure.level("queue.depth"), 1)
                        .build())
                .build();
        LatencyRecorder recorder = monitor.latency("pool.send");
        monitor.counter("stream.delivered", count::get);
        monitor.gauge("queue.depth", () -> 7);
        SplittableRandom random = new SplittableRandom(2);
        for (int second = 0; second < 400; second++) {
            // A gap in the middle, so that the line has to break.
            for (int i = 0; i < (second % 100 < 50 ? 50 : 0); i++) {
                recorder.record(random.nextLong(1_000, 1_000_000));
            }
            count.addAndGet(100);
            clock.advance(Duration.ofSeconds(1));
            monitor.tick();
        }
        return monitor.report();
    }

    @Test
    void theTimelineFitsAChartAndKeepsTheRates() {
        PerformanceReport.Timeline timeline = report().timeline();
        assertThat(timeline.endsNs()).hasSizeBetween(2, 150);
        assertThat(timeline.endsNs()).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(timeline.endsNs().get(timeline.endsNs().size() - 1)).isZero();
        assertThat(timeline.tracks())
                .extracting(PerformanceReport.Track::figure)
                .containsExactly("p50Ns", "p99Ns", "maxNs", "perSecond", "perSecond", "level");
        assertThat(timeline.tracks())
                .allSatisfy(track -> assertThat(track.values()).hasSameSizeAs(timeline.endsNs()));
        assertThat(timeline.tracks().get(4).values())
                .allSatisfy(rate -> assertThat(rate).isEqualTo(100));
        assertThat(timeline.tracks().get(1).values())
                .anySatisfy(value -> assertThat(value).isNaN());
    }

    @Test
    void thePageIsWellFormedAndHoldsNothingForeign() throws Exception {
        String page = report().toHtml();
        Document document = parse(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("svg").getLength()).isGreaterThanOrEqualTo(4);
        assertThat(page).doesNotContain("http://", "https://", "url(", "@import", " src=", " href=");
        assertThat(text(document, "health")).contains("<b>&\"evil\"'");
        assertThat(text(document, "alerts"))
                .contains("<script>alert(1)</script>")
                .contains("FIRING");
        assertThat(text(document, "latencies")).contains("pool.send");
        assertThat(page).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void anEmptyReportIsAPageToo() throws Exception {
        PerformanceMonitor monitor =
                PerformanceMonitor.builder().platform(Duration.ZERO).build();
        assertThat(parse(monitor.report().toHtml()).getElementsByTagName("h1").getLength())
                .isOne();
    }

    private static String text(Document document, String id) {
        NodeList tables = document.getElementsByTagName("table");
        for (int i = 0; i < tables.getLength(); i++) {
            if (id.equals(tables.item(i).getAttributes().getNamedItem("id").getNodeValue())) {
                return tables.item(i).getTextContent();
            }
        }
        throw new AssertionError("no table " + id);
    }

    private static Document parse(String page) throws Exception {
        // The page is written so that an XML parser takes it too, but for its first line and the void element meta.
        String xml = page.replace("<!doctype html>", "").replaceAll("(<meta [^>]*)>", "$1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
