package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class HybridLogicalClockProps {

  @Property
  void packingLosesNothing(
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis,
      @ForAll @IntRange(min = 0, max = HybridTimestamp.MAX_COUNTER) int counter,
      @ForAll @IntRange(min = 0) int node) {
    HybridTimestamp timestamp = new HybridTimestamp(millis, counter, node);
    assertThat(HybridTimestamp.unpack(timestamp.packedTime(), node)).isEqualTo(timestamp);
  }

  @Property
  void readingsGrowWhateverTheWallClockDoes(
      @ForAll List<@LongRange(min = -10, max = 10) Long> steps) {
    AtomicLong jumping = new AtomicLong(100);
    HybridLogicalClock one =
        new HybridLogicalClock(1, jumping::get, Duration.ofMinutes(1), HybridTimestamp.ZERO);
    HybridTimestamp last = HybridTimestamp.ZERO;
    for (long step : steps) {
      jumping.addAndGet(step);
      HybridTimestamp next = one.now();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
  }
}
