package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadWindowTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private static CommitWaits since(long... moments) {
    CommitWaits waits = new CommitWaits();
    for (long moment : moments) {
      waits.add(moment);
    }
    return waits;
  }

  @Test
  void steadyTrafficHasItsRateAtAnyMoment() {
    LoadWindow window = new LoadWindow(0);
    for (long now = 0; now < 20 * SECOND; now += 10 * MILLI) {
      window.proposed(3, now);
      if (now > 6 * SECOND) {
        assertThat(window.proposalsPerSecond(now)).isCloseTo(300, within(4.0));
      }
    }
  }

  @Test
  void whatIsOldIsForgottenThoughNothingHappens() {
    LoadWindow window = new LoadWindow(0);
    window.proposed(100, SECOND);
    window.committed(since(SECOND), 2 * SECOND);
    assertThat(window.proposalsPerSecond(5 * SECOND)).isPositive();
    assertThat(window.meanWait(5 * SECOND)).isEqualTo(SECOND);
    assertThat(window.proposalsPerSecond(8 * SECOND)).isZero();
    assertThat(window.commitsPerSecond(8 * SECOND)).isZero();
    assertThat(window.meanWait(8 * SECOND)).isZero();
    assertThat(window.longestWait(8 * SECOND)).isZero();
    assertThat(window.allProposals()).isEqualTo(100);
    assertThat(window.allCommits()).isEqualTo(1);
    assertThat(window.allWaits()).isEqualTo(SECOND);
  }

  @Test
  void aGapOfAnyLengthIsOneOfNothing() {
    LoadWindow window = new LoadWindow(-5);
    window.proposed(1, 0);
    long later = Long.MAX_VALUE / 2;
    assertThat(window.proposalsPerSecond(later)).isZero();
    window.proposed(11, later);
    assertThat(window.proposalsPerSecond(later)).isBetween(2.0, 2.2);
  }

  @Test
  void waitsHaveAMeanAndALongest() {
    LoadWindow window = new LoadWindow(0);
    window.committed(since(10 * MILLI, 20 * MILLI, 15 * MILLI), 30 * MILLI);
    assertThat(window.meanWait(SECOND)).isEqualTo(15 * MILLI);
    assertThat(window.longestWait(SECOND)).isEqualTo(20 * MILLI);
    window.committed(since(SECOND - 3 * MILLI), SECOND);
    assertThat(window.meanWait(SECOND)).isEqualTo(12 * MILLI);
    assertThat(window.longestWait(SECOND)).isEqualTo(20 * MILLI);
  }

  @Test
  void whoReadTheClockEarlierThanTheOthersIsCountedNow() {
    LoadWindow window = new LoadWindow(0);
    window.proposed(1, 20 * SECOND);
    window.proposed(1, 1 * SECOND);
    assertThat(window.proposalsPerSecond(20 * SECOND)).isCloseTo(0.4, within(0.01));
    assertThat(window.proposalsPerSecond(19 * SECOND)).isCloseTo(0.4, within(0.01));
  }

  @Test
  void theClockMayBeginAnywhere() {
    long origin = Long.MAX_VALUE - SECOND;
    LoadWindow window = new LoadWindow(origin);
    long wrapped = origin + 3 * SECOND;
    window.proposed(10, wrapped);
    window.committed(since(origin, origin + 2 * SECOND), wrapped);
    assertThat(window.proposalsPerSecond(wrapped)).isPositive();
    assertThat(window.meanWait(wrapped)).isEqualTo(2 * SECOND);
    assertThat(window.longestWait(wrapped)).isEqualTo(3 * SECOND);
  }

  @Test
  void waitsThatWereToldAreGone() {
    CommitWaits waits = since(1, 2, 3);
    waits.clear();
    waits.add(7);
    assertThat(waits.count()).isEqualTo(1);
    assertThat(waits.total(10)).isEqualTo(3);
    assertThat(waits.longest(10)).isEqualTo(3);
  }
}
