package io.quorate.transport.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemarksTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @Test
  void eachIsSaidOnceInAMinute() {
    Remarks remarks = new Remarks();
    long start = Long.MAX_VALUE - 7;
    assertThat(remarks.isDue("a", start)).isTrue();
    assertThat(remarks.isDue("a", start + MINUTE - 1)).isFalse();
    assertThat(remarks.isDue("b", start + 1)).isTrue();
    assertThat(remarks.isDue("a", start + MINUTE)).isTrue();
    assertThat(remarks.isDue("a", start + MINUTE + 1)).isFalse();
  }

  @Test
  void whoeverMakesUpNamesIsNotRememberedForEver() {
    Remarks remarks = new Remarks();
    for (int i = 0; i < 1_000; i++) {
      assertThat(remarks.isDue("name " + i, 0)).isTrue();
    }
    assertThat(remarks.isDue("one more", 1)).isFalse();
    assertThat(remarks.isDue("one more", MINUTE)).isTrue();
  }
}
