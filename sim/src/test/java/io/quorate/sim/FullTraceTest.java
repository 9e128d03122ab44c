package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.report.InvariantCatalogue;
import io.quorate.sim.report.Reports;
import io.quorate.sim.report.TextStory;
import io.quorate.sim.report.TraceDiff;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a run to its report. */
class FullTraceTest {
  private static final Schedule SCHEDULE = Schedule.random(1, Profile.STORAGE);

  private static final Simulation FULL = Simulation.ofEngine().traceAll();

  @TempDir
  private Path folder;

  private static SimulationResult lying() {
    return Simulation.run(SCHEDULE, RunOptions.ENGINE.withLyingDisks().withFullTrace());
  }

  @Test
  void aFullTraceChangesNothingOfARun() {
    Schedule schedule = Schedule.random(3, Profile.FULL);
    SimulationResult full = FULL.run(schedule);
    assertThat(full.digest()).isEqualTo(Simulation.ofEngine().run(schedule).digest());
    assertThat(full.trace().entries()).anyMatch(e -> e.event() == Event.STATE);
  }

  @Test
  void aShortTraceHasNothingCostly() {
    SimulationResult result = Simulation.run(SCHEDULE, RunOptions.ENGINE.withLyingDisks());
    assertThat(result.trace().entries()).noneMatch(e -> e.event().compareTo(Event.FRAME) >= 0);
  }

  @Test
  void aReportIsCompleteAndTheSameEachTime() throws IOException {
    Reports.Written first =
        Reports.write(lying(), Optional.of(SCHEDULE), Optional.of(lying()), folder.resolve("a"));
    Reports.Written second =
        Reports.write(lying(), Optional.of(SCHEDULE), Optional.of(lying()), folder.resolve("b"));
    for (int i = 0; i < first.all().size(); i++) {
      assertThat(second.all().get(i)).hasSameTextualContentAs(first.all().get(i));
    }
    assertThat(Schedule.parse(Files.readString(first.schedule()))).isEqualTo(SCHEDULE);
    assertThat(Files.readString(first.page()))
        .contains("I12", "--profile storage", "\"evidence\":[{", "function draw()", "#plot {")
        .doesNotContain("src=", "<link", "/*SCRIPT*/", "/*STYLE*/", "\"DATA\"");
    assertThat(Files.readAllLines(first.trace()))
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
        .first()
        .asString()
        .contains("\"format\":\"quorate-trace\",\"version\":1", "quorate-schedule 1");
  }

  @Test
  void aStoryHasAtMostThirtyLinesAndNamesWhatContradictsWhat() {
    String story = TextStory.of(lying(), SCHEDULE);
    assertThat(story.lines()).hasSizeLessThanOrEqualTo(TextStory.LINES);
    assertThat(story)
        .contains(
            "VIOLATION I12  partition p",
            InvariantCatalogue.sentence("I12"),
            "./quorate sim replay --seed 1 --profile storage",
            "Simulation.ofEngine().faults(Profile.STORAGE).run(1L).assertNoViolation();",
            "SMALLEST SCHEDULE",
            "the disk lied about its sync",
            "NODES in p");
  }

  @Test
  void aStoryOfAShortTraceShowsItsLastEvents() {
    SimulationResult result = Simulation.run(SCHEDULE, RunOptions.ENGINE.withLyingDisks());
    String story = TextStory.of(result, null);
    assertThat(story.lines()).hasSizeLessThanOrEqualTo(TextStory.LINES);
    assertThat(story).contains("LAST EVENTS", "I12");
  }

  @Test
  void aRunDiffersFromItselfNowhereAndFromAnotherWhereTheyPart() {
    assertThat(TraceDiff.of(lying(), lying()).divergences()).isEmpty();
    SimulationResult honest = FULL.run(SCHEDULE);
    List<TraceDiff.Divergence> parted = TraceDiff.of(lying(), honest).divergences();
    assertThat(parted).isNotNull();
    SimulationResult other = FULL.run(Schedule.random(2, Profile.QUIET));
    assertThat(TraceDiff.of(lying(), other).toText()).contains("FAILING RUN", "n1: the first");
  }
}
