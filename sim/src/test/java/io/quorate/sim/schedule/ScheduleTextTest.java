package io.quorate.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTextTest {
  private final Schedule schedule = Schedule.random(3, Profile.EVERYTHING);

  @Test
  void commentsAndEmptyLinesAreSkipped() {
    String text = "# once failed\n\n" + schedule.toText() + "  \n# the end\n";
    assertThat(Schedule.parse(text)).isEqualTo(schedule);
  }

  @Test
  void aNameThatIsMissingReadsAsZero() {
    String text = schedule.toText().replaceAll(" slow=\\d+", "").replaceAll(" netOrdered=\\w+", "");
    assertThat(Schedule.parse(text).knobs().slow()).isZero();
    assertThat(Schedule.parse(text).knobs().netOrdered()).isFalse();
  }

  @Test
  void whatCannotBeReadIsQuoted() {
    assertThatThrownBy(() -> Schedule.parse("quorate-schedule 99\n"))
        .hasMessageContaining("'quorate-schedule 99'");
    assertThatThrownBy(() -> Schedule.parse(schedule.toText() + "falt at=1\n"))
        .hasMessageContaining("'falt at=1'");
    assertThatThrownBy(() -> Schedule.parse(schedule.toText() + "fault at=1 kind=FLOOD\n"))
        .hasMessageContaining("FLOOD");
    assertThatThrownBy(() -> Schedule.parse(schedule.toText() + "fault at=soon kind=CRASH\n"))
        .hasMessageContaining("soon");
    assertThatThrownBy(() -> Schedule.parse(schedule.toText() + "fault at=1 kind=CRASH hard=1\n"))
        .hasMessageContaining("hard");
    assertThatThrownBy(() -> Schedule.parse("quorate-schedule 1\n")).hasMessageContaining("knobs");
  }

  @Test
  void equalSeedsGiveEqualSchedulesAndOthersGiveOthers() {
    assertThat(Schedule.random(3, Profile.EVERYTHING)).isEqualTo(schedule);
    assertThat(Schedule.random(4, Profile.EVERYTHING)).isNotEqualTo(schedule);
  }

  @Test
  void faultsComeInOrderAndEndBeforeTheHealing() {
    for (long seed = 1; seed <= 200; seed++) {
      Schedule some = Schedule.random(seed, Profile.FULL);
      assertThat(some.faults())
          .extracting(Fault::at)
          .isSorted()
          .allMatch(at -> at < some.faultsEnd());
      assertThat(some.end()).isGreaterThanOrEqualTo(60_000_000);
    }
  }
}
