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
    assertThatThrownBy(() -> parseWith("falt at=1")).hasMessageContaining("'falt at=1'");
    assertThatThrownBy(() -> parseWith("fault at=1 kind=FLOOD")).hasMessageContaining("FLOOD");
    assertThatThrownBy(() -> parseWith("fault at=soon kind=CRASH")).hasMessageContaining("soon");
    assertThatThrownBy(() -> parseWith("fault at=1 kind=CRASH hard=1"))
        .hasMessageContaining("hard");
    assertThatThrownBy(() -> Schedule.parse("quorate-schedule 1\nend\n"))
        .hasMessageContaining("knobs");
  }

  private Schedule parseWith(String line) {
    return Schedule.parse(schedule.toText().replace("\nend\n", "\n" + line + "\nend\n"));
  }

  @Test
  void whatIsCutOffIsNotTakenForAnotherSchedule() {
    String text = schedule.toText();
    for (int end = 0; end < text.length() - 1; end++) {
      String cut = text.substring(0, end);
      assertThatThrownBy(() -> Schedule.parse(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    String half = text.substring(0, text.lastIndexOf("fault"));
    assertThatThrownBy(() -> Schedule.parse(half))
        .hasMessage("the text is not whole: a schedule ends with the line 'end'");
    assertThatThrownBy(() -> Schedule.parse(text + "fault at=1 kind=CRASH"))
        .hasMessageContaining("stands behind the line 'end'");
  }

  @Test
  void equalSeedsGiveEqualSchedulesAndOthersGiveOthers() {
    assertThat(Schedule.random(3, Profile.EVERYTHING)).isEqualTo(schedule);
    assertThat(Schedule.random(4, Profile.EVERYTHING)).isNotEqualTo(schedule);
  }
}
