package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Proposal;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A run is a pure function of the engine and the schedule: twice, after others, and in JVMs that
 * differ in what they may. And a run that is not is caught.
 */
class DeterminismTest {

  private static List<Schedule> schedules(int count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(seed -> Schedule.random(seed, Profile.FULL))
        .toList();
  }

  /** Over after a few seconds. */
  private static List<Schedule> shortSchedules(int count) {
    return schedules(count).stream()
        .map(Schedule::toText)
        .map(text ->
            text.replaceFirst("faultsEnd=[0-9]+ end=[0-9]+", "faultsEnd=4000000 end=6000000"))
        .map(Schedule::parse)
        .toList();
  }

  @Test
  void runsOfOneScheduleAreEqualWhateverRanBeforeAndInOtherJvms() {
    DeterminismReport report = DeterminismCheck.ofEngine().check(schedules(5));
    report.assertDeterministic();
    assertThat(report.sides()).hasSize(3);
  }

  @Test
  void runsThatAreOnlyInterpretedAreEqual() {
    DeterminismCheck.ofEngine().withInterpreted(1).check(shortSchedules(2)).assertDeterministic();
  }

  /** Its commands are different each time. */
  public static final class ReadsTheClock implements SimulationSource {
    private static final RunOptions OPTIONS = RunOptions.ENGINE.withApplication(
        schedule -> new Registers(schedule.knobs().partitions()), schedule -> {
          Workload workload = Registers.workload(schedule.traffic().payloadMax());
          return (partition, random) -> {
            Proposal proposal = workload.next(partition, random);
            byte[] data = proposal.data().clone();
            data[data.length - 1] = (byte) (System.nanoTime() >>> 6);
            return new Proposal(proposal.type(), data);
          };
        });

    @Override
    public SimulationResult run(Schedule schedule) {
      return Simulation.run(schedule, OPTIONS);
    }

    @Override
    public SimulationResult runTraced(Schedule schedule) {
      return Simulation.run(schedule, OPTIONS.withFullTrace());
    }
  }

  /** Its commands are the same all through the life of a JVM. */
  public static final class GoesByTheOrderOfASet implements SimulationSource {
    private static final Set<String> SALTED =
        Set.copyOf(IntStream.range(0, 999).mapToObj(Integer::toString).collect(Collectors.toSet()));
    private static final RunOptions OPTIONS = RunOptions.ENGINE.withApplication(
        schedule -> new Registers(schedule.knobs().partitions()), schedule -> {
          Workload workload = Registers.workload(schedule.traffic().payloadMax());
          return (partition, random) -> {
            Proposal proposal = workload.next(partition, random);
            byte[] data = proposal.data().clone();
            data[data.length - 1] = (byte) String.join("", SALTED).hashCode();
            return new Proposal(proposal.type(), data);
          };
        });

    @Override
    public SimulationResult run(Schedule schedule) {
      return Simulation.run(schedule, OPTIONS);
    }

    @Override
    public SimulationResult runTraced(Schedule schedule) {
      return Simulation.run(schedule, OPTIONS.withFullTrace());
    }
  }

  @Test
  void aRunThatReadsTheClockIsCaughtInOneJvm() {
    DeterminismReport report =
        DeterminismCheck.of(ReadsTheClock.class).hereAlone().check(shortSchedules(1));
    assertThat(report.differences()).isNotEmpty();
    assertThat(report.differences().get(0).events())
        .contains("the first event that differs", "    both   #", "    first  #", "    there  #");
  }

  @Test
  void aRunThatGoesByTheOrderOfASetIsCaughtInAnotherJvm() {
    DeterminismReport report =
        DeterminismCheck.of(GoesByTheOrderOfASet.class).check(shortSchedules(1));
    assertThat(report.differences()).isNotEmpty();
    assertThat(report.differences().get(0).side()).startsWith("in a JVM");
    assertThat(report.differences().get(0).events()).contains("    there  #");
    assertThatThrownBy(report::assertDeterministic)
        .hasMessageContaining("seed 1 differs, in a JVM")
        .hasMessageContaining("first event that differs");
  }

  @Test
  void aJdkThatIsNoneIsNamed() {
    DeterminismCheck check = DeterminismCheck.ofEngine().withJdk(Path.of("no-such-jdk"));
    assertThatThrownBy(() -> check.check(shortSchedules(1))).hasMessageContaining("no-such-jdk");
  }

  @Test
  void aSourceThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> DeterminismCheck.of(SimulationSource.class).check(shortSchedules(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'io.quorate.sim.SimulationSource' cannot be made");
  }
}
