package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.RetentionHold;
import org.junit.jupiter.api.Test;

/** Who holds the log, and how far it may go. */
class RetentionHoldsTest {
  private final RetentionHolds holds = new RetentionHolds(10);

  @Test
  void whatNobodyHoldsMayGo() {
    assertThat(holds.letGo(50)).isEqualTo(50);
  }

  @Test
  void theLogStaysFromTheLowestHoldOn() {
    RetentionHold high = holds.hold(40);
    RetentionHold low = holds.hold(20);
    assertThat(holds.letGo(50)).isEqualTo(19);
    low.close();
    assertThat(holds.letGo(50)).isEqualTo(39);
    high.close();
    assertThat(holds.letGo(50)).isEqualTo(50);
  }

  @Test
  void twoHoldsOfOneIndexAreTwo() {
    RetentionHold one = holds.hold(20);
    RetentionHold other = holds.hold(20);
    one.close();
    one.close();
    assertThat(holds.letGo(50)).isEqualTo(19);
    other.close();
    assertThat(holds.letGo(50)).isEqualTo(50);
  }

  /** What was promised to go is gone, even if that is not done yet. */
  @Test
  void aHoldSaysFromWhereTheLogIsReallyKept() {
    assertThat(holds.hold(1).firstIndex()).isEqualTo(11);
    assertThat(holds.hold(12).firstIndex()).isEqualTo(12);
    assertThat(holds.letGo(50)).isEqualTo(10);
    holds.replaced(30);
    assertThat(holds.hold(12).firstIndex()).isEqualTo(31);
  }
}
