package io.quorate.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each script of {@code sim/scripts}, and compares its trace with the recorded one. With
 * {@code -Dquorate.scripts.record=true} the traces are written anew; look at the difference before
 * you commit it.
 */
class ScriptFilesTest {
  private static final Path FOLDER = Path.of("scripts");
  private static final String RECORD = "quorate.scripts.record";

  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    List<Path> scripts = files(".script");
    assertThat(scripts).isNotEmpty();
    return scripts.stream()
        .map(script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> run(script)));
  }

  private static void run(Path script) throws IOException {
    ScriptResult result = Scripts.run(script);
    assertThat(result.ok()).as(result.message()).isTrue();
    assertThat(result.expectations()).as("a script expects something").isPositive();
    Path recorded = Scripts.traceOf(script);
    if (Boolean.getBoolean(RECORD)) {
      Files.writeString(recorded, result.trace());
    }
    assertThat(recorded).as("run once with -D%s=true", RECORD).exists();
    result.differenceFrom(Files.readString(recorded)).ifPresent(difference -> {
      throw new AssertionError(difference + "If that is meant, record it: -D" + RECORD + "=true");
    });
  }

  @Test
  void everyTraceHasItsScript() throws IOException {
    assertThat(files(".trace"))
        .containsExactlyElementsOf(
            files(".script").stream().map(Scripts::traceOf).toList());
  }
}
