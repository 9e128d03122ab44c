package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultClass;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The engine under the simulator, in the short form of every build. {@code quorate sim run} makes
 * the long ones.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("sim.seeds", 60);

  @Test
  void aSweepOfTheEngineIsClean() {
    Sweep sweep = Sweep.run(1, SEEDS, Profile.FULL, 2, result -> {});
    sweep.violations().forEach(SimulationResult::assertNoViolation);
    assertThat(sweep.medianAcknowledged()).isGreaterThanOrEqualTo(200);
    assertThat(sweep.medianLeaderChanges()).isGreaterThanOrEqualTo(1);
    assertThat(sweep.counters().get(Mark.POWER_LOSSES)).isPositive();
  }

  @Test
  void aSweepOfTheBareCoreIsClean() {
    Sweep sweep = Sweep.of(
        Profile.FULL,
        seed -> Simulation.run(
            withoutLossOfData(Schedule.random(seed, Profile.FULL)),
            RunOptions.ENGINE.withNodes(new CoreSubject.Factory())),
        1,
        30,
        2,
        result -> {});
    sweep.violations().forEach(SimulationResult::assertNoViolation);
  }

  /** The bare core takes its members for granted: it would take a wiped disk for a voter. */
  private static Schedule withoutLossOfData(Schedule schedule) {
    List<Fault> faults = schedule.faults().stream()
        .filter(fault -> fault.kind().faultClass() != FaultClass.LOSS_OF_DATA)
        .toList();
    return schedule.withElements(faults, schedule.triggers(), schedule.calls());
  }

  @Test
  void withoutFaultsNothingIsLostRefusedOrReelected() {
    SimulationResult result = Simulation.ofEngine().faults(Profile.QUIET).run(7);
    result.assertNoViolation();
    assertThat(result.counters().get(Mark.CRASHES)).isZero();
  }

  @Test
  void disksThatLieAboutSyncingAreNoticed() {
    int noticed = 0;
    for (long seed = 1; seed <= 12; seed++) {
      Schedule schedule = Schedule.random(seed, Profile.STORAGE);
      noticed += Simulation.run(schedule, RunOptions.ENGINE.withLyingDisks())
              .violation()
              .isPresent()
          ? 1
          : 0;
    }
    assertThat(noticed)
        .as("runs out of 12 in which switched-off syncs were noticed")
        .isGreaterThanOrEqualTo(6);
  }

  @Test
  void whatClientsDidIsTheSameRunWhenItIsData() {
    for (long seed = 1; seed <= 10; seed++) {
      SimulationResult drawn = Simulation.ofEngine().faults(Profile.FULL).run(seed);
      Schedule listed = Schedule.parse(drawn.schedule().withCalls(drawn.calls()).toText());
      SimulationResult again = Simulation.ofEngine().run(listed);
      assertThat(again.calls()).isEqualTo(drawn.calls());
      for (Mark mark : Mark.values()) {
        assertThat(again.counters().get(mark))
            .as(mark.title())
            .isEqualTo(drawn.counters().get(mark));
      }
    }
  }

  @Test
  void aScheduleSurvivesItsTextForm() {
    for (long seed = 1; seed <= 50; seed++) {
      Schedule schedule = Schedule.random(seed, Profile.FULL);
      assertThat(Schedule.parse(schedule.toText())).isEqualTo(schedule);
    }
  }
}
