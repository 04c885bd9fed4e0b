package io.trenchbot.sigverify;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;

/** A row of the public vectors: key, signature, message and the verdicts of seven rules. */
record Vector(String suite, String id, byte[] key, byte[] signature, byte[] message, String note, String verdicts) {
    private static final int STRICT_COLUMN = 2;
    private static final int ZIP_215_COLUMN = 4;
    private static final int SIMD_0376_COLUMN = 5;
    private static final int RFC_8032_COLUMN = 6;

    static final int ROWS = 836;

    static List<Vector> all() throws IOException {
        return Files.readAllLines(SharedData.file("vectors/ed25519.tsv")).stream()
                .skip(1)
                .map(Vector::parse)
                .toList();
    }

    private static Vector parse(String line) {
        String[] cells = line.split("\t", -1);
        HexFormat hex = HexFormat.of();
        return new Vector(
                cells[0],
                cells[1],
                hex.parseHex(cells[2]),
                hex.parseHex(cells[3]),
                hex.parseHex(cells[4]),
                cells[5],
                cells[6]);
    }

    boolean accepted(VerificationRule rule) {
        return column(
                switch (rule) {
                    case STRICT -> STRICT_COLUMN;
                    case SIMD_0376 -> SIMD_0376_COLUMN;
                    case ZIP_215 -> ZIP_215_COLUMN;
                });
    }

    boolean acceptedByRfc8032() {
        return column(RFC_8032_COLUMN);
    }

    private boolean column(int column) {
        return verdicts.charAt(column - 1) == '1';
    }

    @Override
    public String toString() {
        return suite + " " + id + " (" + note + ")";
    }
}
