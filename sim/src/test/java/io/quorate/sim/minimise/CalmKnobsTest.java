package io.quorate.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import org.junit.jupiter.api.Test;

/** The settings of a calm run. */
class CalmKnobsTest {
  private static final Knobs SOME = Schedule.random(3, Profile.EVERYTHING).knobs();

  @Test
  void everyNameIsAKnob() {
    assertThat(CalmKnobs.names(SOME)).containsAll(new CalmKnobs().known());
  }

  @Test
  void calmedKnobsHaveNoNoiseAndKeepNodesAndPartitions() {
    CalmKnobs calm = new CalmKnobs();
    Knobs calmed = calm.calmed(SOME, CalmKnobs.names(SOME));
    assertThat(calm.noise(SOME)).isNotEmpty();
    assertThat(calm.noise(calmed)).isEmpty();
    assertThat(calmed.nodes()).isEqualTo(SOME.nodes());
    assertThat(calmed.partitions()).isEqualTo(SOME.partitions());
  }

  @Test
  void aNameThatIsNoComponentIsRefused() {
    assertThatThrownBy(() -> Records.with(SOME, "neverHeardOf", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'neverHeardOf' is no component of Knobs");
  }
}
