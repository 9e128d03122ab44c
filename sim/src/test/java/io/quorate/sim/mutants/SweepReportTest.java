package io.quorate.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.world.Checks;
import org.junit.jupiter.api.Test;

class SweepReportTest {
  @Test
  void aReportSurvivesItsLine() {
    SweepReport report =
        new SweepReport(true, "I10", "it said \"yes\" \\ and {no}", 17, 18, 1_234, 5);
    assertThat(SweepReport.parse(report.toJson())).isEqualTo(report);
    SweepReport story = new SweepReport(true, "I10", "a \\ b \" ".repeat(20_000), 17, 18, 1_234, 5);
    assertThat(SweepReport.parse(story.toJson())).isEqualTo(story);
    SweepReport clean = SweepReport.clean(400, 60_001);
    assertThat(SweepReport.parse(clean.toJson())).isEqualTo(clean);
  }

  @Test
  void aTaskSurvivesTheCommandLine() {
    SweepTask task = new SweepTask(
        Mutant.Kind.ENGINE, Profile.FULL, 7, 1_000, 60, Checks.CLIENT_VISIBLE, true, "");
    assertThat(SweepTask.of(task.toArguments().toArray(new String[0]))).isEqualTo(task);
  }
}
