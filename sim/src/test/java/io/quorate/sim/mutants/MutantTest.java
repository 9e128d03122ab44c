package io.quorate.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MutantTest {
  private static final Path ROOT = Path.of("..");

  @TestFactory
  Stream<DynamicTest> everyPatchFitsTheSources() throws IOException, BadPatchException {
    return Mutant.all(ROOT).stream()
        .map(mutant ->
            DynamicTest.dynamicTest(mutant.id() + ": " + mutant.title(), () -> assertFits(mutant)));
  }

  private static void assertFits(Mutant mutant) throws IOException, BadPatchException {
    assertThat(mutant.violates()).isNotEmpty().allMatch(id -> id.matches("[ILX]\\d{1,2}"));
    assertThat(mutant.changed(ROOT)).as("a bug is at one place").hasSize(1);
    assertThat(mutant.changed(ROOT).firstKey()).contains("/src/main/java/");
  }

  @Test
  void theTableListsEveryPatchAndNothingElse() throws IOException, BadPatchException {
    List<String> listed =
        Files.readAllLines(ROOT.resolve(Mutant.FOLDER).resolve("README.md")).stream()
            .map(Pattern.compile("^\\| (M\\d+) \\| (.*?) \\|.*")::matcher)
            .filter(m -> m.matches())
            .map(m -> m.group(1) + ": " + m.group(2))
            .toList();
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Mutant.all(ROOT).stream().map(m -> m.id() + ": " + m.title()).toList());
  }

  @Test
  void aFileIsNamedAfterItsBug() throws IOException, BadPatchException {
    List<String> ids;
    try (Stream<Path> files = Files.list(ROOT.resolve(Mutant.FOLDER))) {
      ids = files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".patch"))
          .map(name -> name.split("[-.]")[0])
          .toList();
    }
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            Mutant.all(ROOT).stream().map(Mutant::id).toList());
  }

  @TestFactory
  Stream<DynamicTest> everyScheduleHereBelongsToABugAndIsWhole() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(ROOT.resolve(Mutant.FOLDER))) {
      files = all.filter(file -> file.toString().endsWith(ScriptsMain.SCHEDULE)).toList();
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
          String patch = file.getFileName().toString().replace(ScriptsMain.SCHEDULE, ".patch");
          assertThat(file.resolveSibling(patch)).exists();
          Schedule schedule = Schedule.parse(Files.readString(file));
          assertThat(schedule.elements()).isLessThanOrEqualTo(100);
        }));
  }

  @Test
  void aHeaderMustBeComplete() {
    List<String> lines =
        List.of("# id: M99", "# title: something", "# kind: engine", "diff --git a/x b/x");
    assertThatThrownBy(() -> Mutant.parse(lines))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("# violates: ...");
  }

  @Test
  void aHeaderMayNotHaveWordsOfItsOwn() {
    assertThatThrownBy(() -> Mutant.parse(List.of("# id: M99", "# tilte: something")))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("tilte");
  }
}
