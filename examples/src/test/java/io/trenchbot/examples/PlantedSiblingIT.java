package io.trenchbot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule that keeps leaves apart is seen to fail: each leaf's own pom, as it builds, with one sibling planted into it.
 */
class PlantedSiblingIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "streaming, queue, compile",
        "queue, monitor, runtime",
        "sigverify, buffer, provided",
        "buffer, queue, compile",
        "pool, streaming, compile",
        "monitor, queue, runtime"
    })
    void aLeafWithASiblingDoesNotBuild(String leaf, String sibling, String scope) throws Exception {
        Path root = Path.of(System.getProperty("trenchbot.root"));
        String pom = Files.readString(root.resolve(leaf).resolve("pom.xml"));
        String planted = adrift(pom)
                .replaceFirst(
                        "\n  </dependencies>",
                        "\n    <dependency><groupId>io.trenchbot</groupId><artifactId>trenchbot-" + sibling
                                + "</artifactId><scope>" + scope + "</scope></dependency>\n  </dependencies>");
        Files.writeString(folder.resolve("pom.xml"), planted);

        Maven.Result result = Maven.maven(folder.resolve("pom.xml"), "validate");

        assertThat(result.exitCode()).as(result.out()).isNotZero();
        assertThat(result.out())
                .contains("A leaf has no compile or runtime dependency on another TrenchBot module")
                .contains("trenchbot-" + sibling);
    }

    /** The leaf's pom outside the reactor: its parent comes from the staged repository. */
    private static String adrift(String pom) {
        return pom.replaceFirst("</version>\\s*</parent>", "</version><relativePath/></parent>");
    }
}
