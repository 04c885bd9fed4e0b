package io.trenchbot.sigverify.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FieldSourceTest {
    /** White space belongs to the formatter. */
    @Test
    void theCommittedArithmeticIsWhatTheGeneratorWrites() throws IOException {
        String file = Files.readString(Path.of("src/main/java/io/trenchbot/sigverify/vector/Field.java"));
        String committed = file.substring(file.indexOf(FieldSource.FIRST_LINE));
        assertThat(committed.replaceAll("\\s+", ""))
                .isEqualTo(FieldSource.generated().replaceAll("\\s+", ""));
    }
}
