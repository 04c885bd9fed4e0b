package io.trenchbot.monitor;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Line charts as SVG, drawn with attributes alone so that no style rule has to allow them. */
final class Svg {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 180;
    private static final int LEFT = 80;
    private static final int BOTTOM = 24;
    private static final int TOP = 10;
    private static final int LABELS = 4;

    /** Told apart by dash and name as well as by colour. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    private static final List<String> DASHES = List.of("none", "6 3", "2 2", "8 3 2 3");

    /**
     * One line of a chart.
     *
     * @param name in the legend
     * @param xs rising, as many as ys
     * @param ys NaN for a gap
     */
    record Line(String name, List<Double> xs, List<Double> ys) {}

    private final StringBuilder out = new StringBuilder();
    private final boolean logarithmic;
    private double leastX = Double.POSITIVE_INFINITY;
    private double greatestX = Double.NEGATIVE_INFINITY;
    private double leastY = Double.POSITIVE_INFINITY;
    private double greatestY = Double.NEGATIVE_INFINITY;

    private Svg(boolean logarithmic) {
        this.logarithmic = logarithmic;
    }

    /** A chart of the lines, or nothing if no line has a point. */
    static String chart(
            String title,
            List<Line> lines,
            boolean logarithmic,
            DoubleFunction<String> xLabel,
            DoubleFunction<String> yLabel) {
        Svg svg = new Svg(logarithmic);
        lines.forEach(svg::measure);
        if (svg.leastY > svg.greatestY) {
            return "";
        }
        svg.greatestX = Math.max(svg.greatestX, svg.leastX + 1e-9);
        svg.greatestY = Math.max(svg.greatestY, svg.leastY + (logarithmic ? 0.1 : 1));
        svg.draw(title, lines, xLabel, yLabel);
        return svg.out.toString();
    }

    private void measure(Line line) {
        for (double x : line.xs()) {
            // Gaps count too: a stall at the end has to show as empty space.
            leastX = Math.min(leastX, x);
            greatestX = Math.max(greatestX, x);
        }
        for (double value : line.ys()) {
            double y = scaled(value);
            if (!Double.isNaN(y)) {
                leastY = Math.min(leastY, logarithmic ? y : Math.min(0, y));
                greatestY = Math.max(greatestY, y);
            }
        }
    }

    private void draw(String title, List<Line> lines, DoubleFunction<String> xLabel, DoubleFunction<String> yLabel) {
        add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT + TOP, Html.escape(title));
        for (int i = 0; i <= LABELS; i++) {
            double y = leastY + (greatestY - leastY) * i / LABELS;
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ccc\"/>", LEFT, WIDTH, y(y), y(y));
            text(LEFT - 4, y(y) + 4, "end", yLabel.apply(logarithmic ? Math.exp(y) : y));
        }
        text(LEFT, HEIGHT + TOP - 6, "start", xLabel.apply(leastX));
        text(WIDTH, HEIGHT + TOP - 6, "end", xLabel.apply(greatestX));
        for (int i = 0; i < lines.size(); i++) {
            line(lines.get(i), COLOURS.get(i % COLOURS.size()), DASHES.get(i % DASHES.size()));
            add(
                    "<text x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"%s\">%s</text>",
                    LEFT + 90 + i * 110,
                    HEIGHT + TOP - 6,
                    COLOURS.get(i % COLOURS.size()),
                    Html.escape(lines.get(i).name()));
        }
        out.append("</svg>");
    }

    private void line(Line line, String colour, String dash) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < line.ys().size(); i++) {
            double y = scaled(line.ys().get(i));
            if (Double.isNaN(y)) {
                pen = false;
                continue;
            }
            // A lone point is a line of its own length, or it would not be seen.
            path.append(String.format(
                    Locale.ROOT,
                    pen ? "L%.1f %.1f" : "M%1$.1f %2$.1fh1",
                    x(line.xs().get(i)),
                    y(y)));
            pen = true;
        }
        add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"%s\" stroke-width=\"1.5\"/>",
                path, colour, dash);
    }

    private double scaled(double y) {
        return logarithmic ? (y > 0 ? Math.log(y) : Double.NaN) : y;
    }

    private double x(double x) {
        return LEFT + (x - leastX) / (greatestX - leastX) * (WIDTH - LEFT - 2);
    }

    private double y(double y) {
        return HEIGHT - BOTTOM + TOP - (y - leastY) / (greatestY - leastY) * (HEIGHT - BOTTOM);
    }

    private void text(double x, double y, String anchor, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" text-anchor=\"%s\">%s</text>",
                x, y, anchor, Html.escape(text));
    }

    private void add(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments));
    }
}
