package io.quorate.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.Simulation;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Simpler elements. */
class SimplificationTest {

  @Test
  void whatDoesNotMatterOfAFaultDoesNotMatter() {
    for (long seed = 1; seed <= 6; seed++) {
      Schedule schedule = Schedule.random(seed, Profile.EVERYTHING);
      List<Record> normal =
          Elements.of(schedule).stream().map(Simplification::normal).toList();
      SimulationResult first = Simulation.ofEngine().run(schedule);
      SimulationResult second = Simulation.ofEngine().run(Elements.with(schedule, normal));
      assertThat(second.violation()).isEqualTo(first.violation());
      assertThat(second.events()).isEqualTo(first.events());
      for (Mark mark : Mark.values()) {
        assertThat(second.counters().get(mark))
            .as("seed " + seed + ", " + mark.title())
            .isEqualTo(first.counters().get(mark));
      }
    }
  }
}
