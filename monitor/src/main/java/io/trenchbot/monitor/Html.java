package io.trenchbot.monitor;

import java.util.List;

/** Pieces of HTML. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    Html raw(String html) {
        out.append(html);
        return this;
    }

    Html heading(String text) {
        out.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    /** A table; {@code state} columns carry their text as a class too, for the colour beside the word. */
    Html table(String id, List<String> head, List<List<String>> rows) {
        out.append("<table id=\"").append(id).append("\"><thead><tr>");
        head.forEach(cell -> out.append("<th>").append(escape(cell)).append("</th>"));
        out.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            out.append("<tr>");
            for (String cell : row) {
                out.append(isState(cell) ? "<td class=\"" + cell + "\">" : "<td>")
                        .append(escape(cell))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table>\n");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private static boolean isState(String cell) {
        return switch (cell) {
            case "UP", "DEGRADED", "DOWN", "STALE", "UNKNOWN", "PENDING", "FIRING", "RESOLVED" -> true;
            default -> false;
        };
    }
}
