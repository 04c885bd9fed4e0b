package io.trenchbot.sigverify.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the straight-line and looped operations of {@link Field}: {@code java -cp ... io.trenchbot.sigverify.vector.FieldSource
 * src/main/java/io/trenchbot/sigverify/vector/Field.java}, then the formatter. The head of the class, which is prose and a
 * few constants, is kept as it stands in the file; everything from the start values on is made here, so that an operation
 * is described once and the number of roundings that its start value takes back is counted, not typed.
 */
final class FieldSource {
    /** Where the generated part begins. */
    static final String FIRST_LINE = "    // Start values of the columns,";

    private static final int LIMBS = 5;

    /** Squares share the high part with the product before them, in these columns. */
    private static final int[] PAIRED_COLUMNS = {2, 4, 6};

    private final StringBuilder out = new StringBuilder();

    private FieldSource() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        String old = Files.readString(file);
        Files.writeString(file, old.substring(0, old.indexOf(FIRST_LINE)) + generated());
    }

    /** The file from {@link #FIRST_LINE} on, not formatted. */
    static String generated() {
        FieldSource source = new FieldSource();
        source.startValues();
        source.products();
        source.squares();
        source.sums();
        return source.out.append("}\n").toString();
    }

    private void startValues() {
        add("""
                // Start values of the columns, by what an operation adds up in each: the number of low parts and of high parts, the
                // folded ones 19-fold. EXACT leaves the true sum, POSITIVE adds that constant, HALF half of it before a doubling.
            """);
        int[] rows = new int[2 * LIMBS];
        int[] squares = new int[2 * LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            for (int j = 0; j < LIMBS; j++) {
                rows[i + j]++;
                squares[i + j] += i < j || (i == j && !paired(2 * i)) ? 1 : 0;
            }
        }
        startValues("ROWS", "POSITIVE / 2", rows);
        startValues("SQUARE", "((POSITIVE + UNIT_BITS) >>> 1)", squares);
        add("\n    private Field() {}\n");
    }

    private void startValues(String name, String half, int[] lowParts) {
        for (String[] kind : new String[][] {{"EXACT", "0"}, {"POSITIVE", "POSITIVE"}, {"HALF", half}}) {
            for (int k = 0; k < LIMBS; k++) {
                int low = lowParts[k] + 19 * lowParts[k + LIMBS];
                int high = (k == 0 ? 0 : lowParts[k - 1]) + 19 * lowParts[k + LIMBS - 1];
                add(String.format(
                        "    private static final long %s_%s_%d = %s - %d * UNIT_BITS - %d * SPLIT_BITS;\n",
                        name, kind[0], k, kind[1], low, high));
            }
        }
    }

    private void products() {
        begin(
                "{@code out = a b}. Tight * tight -> tight; columns below 2^57.",
                "multiply",
                "int out, int a, int b, long[] s");
        rows("ROWS_POSITIVE", FieldSource::limbOfA);
        end(carry("e", "out"));

        begin(
                "{@code out = 2 a b}. Tight * tight -> tight; columns below 2^58.",
                "multiplyTwice",
                "int out, int a, int b, long[] s");
        rows("ROWS_HALF", FieldSource::limbOfA);
        add(each(k -> f("e%d = e%d.add(e%d);", k, k, k)));
        end(carry("e", "out"));

        begin(
                "{@code raw = (a - other) b}. (Tight - tight) * tight -> raw below 2^58.",
                "differenceTimes",
                "int a, int other, int b, long[] s, int raw");
        rows("ROWS_EXACT", k -> f("%s.sub(%s)", limb("a", k), limb("other", k)));
        end(keepRaw());

        begin(
                "{@code raw = 2 a b}. Tight * tight -> raw below 2^58.",
                "multiplyTwiceRaw",
                "int a, int b, long[] s, int raw");
        rows("ROWS_EXACT", FieldSource::limbOfA);
        add(each(k -> f("e%d = e%d.add(e%d);", k, k, k)));
        end(keepRaw());

        begin(
                "{@code minus = (a + other) b - raw, plus = (a + other) b + raw}.\n"
                        + "(Tight + tight) * tight, raw below 2^58 -> tight; columns below 2^59.",
                "sumTimes",
                "int minus, int plus, int a, int other, int b, long[] s, int raw");
        rows("ROWS_POSITIVE", k -> f("%s.add(%s)", limb("a", k), limb("other", k)));
        aroundRaw();

        begin(
                "{@code minus = raw - a b, plus = raw + a b}. Tight * tight, raw below 2^58 -> tight; columns below 2^59.",
                "multiplyAround",
                "int minus, int plus, int a, int b, long[] s, int raw");
        rows("ROWS_POSITIVE", FieldSource::limbOfA);
        loadRaw();
        add(each(k -> f("LongVector m%d = r%d.add(TWICE_POSITIVE).sub(e%d);", k, k, k)));
        add(each(k -> f("LongVector p%d = r%d.add(e%d);", k, k, k)));
        end(carry("m", "minus") + carry("p", "plus"));

        begin(
                "{@code minus = 2 z - a b, plus = 2 z + a b}. Tight * tight, tight -> tight; columns below 2^58.",
                "multiplyAroundTwice",
                "int minus, int plus, int a, int b, int z, long[] s");
        rows("ROWS_POSITIVE", FieldSource::limbOfA);
        add(each(k -> f("LongVector z%d = %s.add(UNIT).reinterpretAsLongs();", k, limb("z", k))
                + f("LongVector r%d = z%d.add(z%d).sub(2 * UNIT_BITS);", k, k, k)
                + f("LongVector m%d = r%d.add(TWICE_POSITIVE).sub(e%d);", k, k, k)
                + f("LongVector p%d = r%d.add(e%d);", k, k, k)));
        end(carry("m", "minus") + carry("p", "plus"));
    }

    private void squares() {
        begin("{@code raw = a^2}. Tight -> raw below 2^57.", "squareRaw", "int a, long[] s, int raw");
        beginSquare();
        square("SQUARE_EXACT");
        end(keepRaw());

        begin(
                "{@code minus = a^2 - raw, plus = a^2 + raw}. Tight, raw below 2^57 -> tight; columns below 2^58.",
                "squareAround",
                "int minus, int plus, int a, long[] s, int raw");
        beginSquare();
        square("SQUARE_POSITIVE");
        aroundRaw();

        begin(
                "{@code out = 2 a^2 - b}. Tight, tight -> tight; columns below 2^59.",
                "squareTwiceMinus",
                "int out, int a, int b");
        beginSquare();
        square("SQUARE_HALF");
        add(each(k ->
                f("LongVector f%d = e%d.add(e%d).sub(%s.add(UNIT).reinterpretAsLongs());", k, k, k, limb("b", k))));
        end(carry("f", "out"));

        begin(
                "{@code out = a^(2^count)}, in registers throughout. Tight -> tight; columns below 2^57.",
                "squareTimes",
                "int out, int a, int count");
        beginSquare();
        add("for (int n = 0; n < count; n++) {");
        square("SQUARE_POSITIVE");
        add("LongVector top = e4.lanewise(LSHR, LIMB_BITS);");
        add(eachDown(k -> f("a%d = %s;", k, carried("e", k, "top"))));
        add("}");
        end(each(k -> f("a%d.intoArray(w, out + %d * LANES);", k, k)));
    }

    private void sums() {
        begin("{@code out = a + b}. Tight + tight -> tight; columns below 2^52.", "add", "int out, int a, int b");
        add(each(k ->
                f("LongVector e%d = %s.add(%s).add(POSITIVE - 2 * UNIT_BITS);", k, integer("a", k), integer("b", k))));
        end(carry("e", "out"));

        begin("{@code out = a - b}. Tight - tight -> tight; columns below 2^52.", "subtract", "int out, int a, int b");
        add(each(k -> f("LongVector e%d = %s.sub(%s).add(POSITIVE);", k, integer("a", k), integer("b", k))));
        end(carry("e", "out"));

        begin("{@code out = -a}. Tight -> tight.", "negate", "int out, int a");
        end(each(k -> f("%s.neg().intoArray(w, out + %d * LANES);", limb("a", k), k)));

        begin("{@code out = a}. Tight -> tight.", "copy", "int out, int a");
        end(each(k -> f("%s.intoArray(w, out + %d * LANES);", limb("a", k), k)));
    }

    /** All products a_i b_j: a row of b at a time, its lowest column finished, the others moved down by one. */
    private void rows(String start, IntFunction<String> a) {
        add("DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);");
        add("DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);");
        add(each(k -> f("DoubleVector a%d = %s;", k, a.apply(k))));
        add(each(k -> f("LongVector c%d = LongVector.broadcast(LONGS, %s_%d);", k, start, k)));
        add("DoubleVector h;");
        add("for (int i = 0, row = 1; UNROLLS ? i < 5 : row < 1 << 5; i++, row <<= 1) {");
        add("DoubleVector x = DoubleVector.fromArray(DOUBLES, w, b + i * LANES);");
        for (int k = 0; k < LIMBS; k++) {
            add(f("h = a%d.fma(x, split);", k));
            add(f("c%d = c%d.add(a%d.fma(x, rest.sub(h)).reinterpretAsLongs());", k, k, k));
            add(k < LIMBS - 1 ? f("c%d = c%d.add(h.reinterpretAsLongs());", k + 1, k + 1) : "");
        }
        add("c0.intoArray(s, i * LANES); c0 = c1; c1 = c2; c2 = c3; c3 = c4; c4 = h.reinterpretAsLongs(); }");
        add(each(k -> f(
                "LongVector e%d = LongVector.fromArray(LONGS, s, %d * LANES).add(%s);", k, k, timesNineteen("c" + k))));
    }

    private void beginSquare() {
        add("DoubleVector split = DoubleVector.broadcast(DOUBLES, SPLIT);");
        add("DoubleVector rest = DoubleVector.broadcast(DOUBLES, SPLIT + UNIT);");
        add("DoubleVector h; DoubleVector g;");
        add(each(k -> f("DoubleVector a%d = %s;", k, limb("a", k))));
    }

    /** The 15 different products of a square, column after column; three squares ride on the product before them. */
    private void square(String start) {
        for (int k = 0; k < LIMBS - 1; k++) {
            add(f("DoubleVector d%d = a%d.add(a%d);", k, k, k));
        }
        boolean[] begun = new boolean[2 * LIMBS];
        for (int column = 0; column < 2 * LIMBS - 1; column++) {
            for (int i = Math.max(0, column - LIMBS + 1); 2 * i <= column; i++) {
                int j = column - i;
                if (i < j || !paired(column)) {
                    squareProduct(column, i, j, begun);
                }
            }
        }
        add(each(k -> f("LongVector e%d = c%d.add(%s).add(%s_%d);", k, k, timesNineteen("c" + (k + LIMBS)), start, k)));
    }

    private void squareProduct(int column, int i, int j, boolean[] begun) {
        String factor = (i == j ? "a" : "d") + i;
        boolean carriesSquare = paired(column) && i == column / 2 - 1;
        add(f("h = %s.fma(a%d, split);", factor, j));
        String low = f("%s.fma(a%d, rest.sub(h))", factor, j);
        if (carriesSquare) {
            int middle = column / 2;
            add(f("g = a%d.fma(a%d, h);", middle, middle));
            low = f("%s.add(a%d.fma(a%d, h.sub(g)))", low, middle, middle);
        }
        accumulate(column, low, begun);
        accumulate(column + 1, carriesSquare ? "g" : "h", begun);
    }

    private void accumulate(int column, String part, boolean[] begun) {
        String bits = part + ".reinterpretAsLongs()";
        add(begun[column] ? f("c%d = c%d.add(%s);", column, column, bits) : f("LongVector c%d = %s;", column, bits));
        begun[column] = true;
    }

    private static boolean paired(int column) {
        return IntStream.of(PAIRED_COLUMNS).anyMatch(paired -> paired == column);
    }

    private void loadRaw() {
        add(each(k -> f("LongVector r%d = LongVector.fromArray(LONGS, s, raw + %d * LANES);", k, k)));
    }

    private void aroundRaw() {
        loadRaw();
        add(each(k -> f("LongVector m%d = e%d.sub(r%d);", k, k, k)));
        add(each(k -> f("LongVector p%d = e%d.add(r%d);", k, k, k)));
        end(carry("m", "minus") + carry("p", "plus"));
    }

    private static String keepRaw() {
        return each(k -> f("e%d.intoArray(s, raw + %d * LANES);", k, k));
    }

    /** All five carries at once: each limb takes what the one below it was before. */
    private static String carry(String columns, String to) {
        return f("LongVector %sTop = %s4.lanewise(LSHR, LIMB_BITS);", to, columns)
                + eachDown(k -> f("%s.intoArray(w, %s);", carried(columns, k, to + "Top"), at(to, k)));
    }

    private static String carried(String columns, int k, String top) {
        String below = k == 0 ? timesNineteen(top) : f("%s%d.lanewise(LSHR, LIMB_BITS)", columns, k - 1);
        return f(
                "%s%d.and(LIMB_MASK).or(CONVERT_BITS).add(%s).reinterpretAsDoubles().sub(CENTER%s)",
                columns, k, below, k == 0 ? "_0" : "");
    }

    private static String timesNineteen(String v) {
        return f(
                "(MULTIPLIES_LONGS ? %s.mul(19) : %s.add(%s.lanewise(LSHL, 1)).add(%s.lanewise(LSHL, 4)))", v, v, v, v);
    }

    private static String limbOfA(int k) {
        return limb("a", k);
    }

    private static String limb(String element, int k) {
        return f("DoubleVector.fromArray(DOUBLES, w, %s)", at(element, k));
    }

    private static String integer(String element, int k) {
        return limb(element, k) + ".add(UNIT).reinterpretAsLongs()";
    }

    private static String at(String element, int k) {
        return k == 0 ? element : f("%s + %d * LANES", element, k);
    }

    private void begin(String comment, String name, String parameters) {
        String lines = comment.contains("\n")
                ? "\n     * " + comment.replace("\n", "\n     * ") + "\n     "
                : " " + comment + " ";
        add(f("\n    /**%s*/\n    static void %s(double[] w, %s) {\n", lines, name, parameters));
    }

    private void end(String last) {
        add(last);
        add("}\n");
    }

    private void add(String text) {
        out.append(text);
    }

    private static String each(IntFunction<String> line) {
        return IntStream.range(0, LIMBS).mapToObj(line).collect(Collectors.joining("\n"));
    }

    private static String eachDown(IntFunction<String> line) {
        return each(k -> line.apply(LIMBS - 1 - k));
    }

    private static String f(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
