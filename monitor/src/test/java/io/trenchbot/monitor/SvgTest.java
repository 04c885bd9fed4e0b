package io.trenchbot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SvgTest {
    private static final double NONE = Double.NaN;

    @Test
    void aGapBreaksTheLineAndAStallAtTheEndLeavesSpace() {
        String svg = chart(List.of(1.0, 2.0, NONE, 3.0, NONE), false);
        assertThat(path(svg)).isEqualTo("M80.0 114.0h1L219.5 62.0M498.5 10.0h1");
        assertThat(svg).contains(">x0.0<").contains(">x4.0<");
    }

    @Test
    void aLogarithmicAxisLeavesOutWhatHasNoLogarithm() {
        assertThat(path(chart(List.of(1.0, 0.0, 10.0, 100.0, -1.0), true)))
                .isEqualTo("M80.0 166.0h1M359.0 88.0h1L498.5 10.0");
    }

    @Test
    void aFlatLineAndASinglePointAreDrawn() {
        assertThat(path(chart(List.of(5.0, 5.0, 5.0, 5.0, 5.0), true))).startsWith("M80.0 166.0h1L219.5 166.0");
        String single = Svg.chart("t", List.of(new Svg.Line("l", List.of(7.0), List.of(3.0))), false, x -> "", y -> "");
        assertThat(path(single)).isEqualTo("M80.0 10.0h1");
    }

    @Test
    void withoutAnyPointThereIsNoChart() {
        assertThat(chart(List.of(NONE, NONE, NONE, NONE, NONE), false)).isEmpty();
    }

    private static String chart(List<Double> ys, boolean logarithmic) {
        Svg.Line line = new Svg.Line("line", List.of(0.0, 1.0, 2.0, 3.0, 4.0), ys);
        return Svg.chart("title", List.of(line), logarithmic, x -> "x" + x, y -> "y" + y);
    }

    private static String path(String svg) {
        return svg.replaceAll("(?s).*<path d=\"([^\"]*)\".*", "$1");
    }
}
