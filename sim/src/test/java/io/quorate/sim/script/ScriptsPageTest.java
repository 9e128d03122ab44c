package io.quorate.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The page about scripts shows a script that runs, its trace as it is, and every step. */
class ScriptsPageTest {
  private static final Path PAGE = Path.of("../docs/reference/scripts.md");

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    String[] parts = Files.readString(PAGE).split("(?m)^```.*\\R");
    for (int i = 1; i < parts.length; i += 2) {
      blocks.add(parts[i]);
    }
    return blocks;
  }

  @Test
  void theExampleRunsAndItsTraceEndsAsShown() throws IOException {
    ScriptResult result = Scripts.run("example.script", blocks().get(0));
    assertThat(result.ok()).as(result.message()).isTrue();
    assertThat(result.trace()).endsWith(blocks().get(1));
  }

  @Test
  void everyStepAndEveryWordIsDescribed() throws IOException {
    String page = Files.readString(PAGE);
    for (String step : new Steps(new TreeSet<>()).names()) {
      assertThat(page).containsPattern("`" + step + "[ `]");
    }
    List<String> words = new ArrayList<>(MessageText.TYPES);
    words.addAll(MessageText.FIELDS);
    words.addAll(ScriptSettings.NAMES);
    for (String word : words) {
      assertThat(page).containsPattern("`([a-z]+ )?" + word + "[ `]");
    }
  }
}
