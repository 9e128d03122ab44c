package io.quorate.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

/** Streams are independent: what one consumer draws, no other can shift. */
class StreamsProps {
  private static List<Long> draw(SimRandom random, int count) {
    return LongStream.range(0, count).map(i -> random.nextLong()).boxed().toList();
  }

  @Property
  void aNewConsumerShiftsNobody(
      @ForAll long seed,
      @ForAll @AlphaChars @StringLength(max = 12) String old,
      @ForAll @AlphaChars @StringLength(max = 12) String added,
      @ForAll @IntRange(max = 50) int drawnByOther) {
    Assume.that(!old.equals(added));
    List<Long> alone = draw(new Streams(seed).stream(old), 20);

    Streams streams = new Streams(seed);
    draw(streams.stream(added), drawnByOther);
    SimRandom observed = streams.stream(old);
    List<Long> first = draw(observed, 10);
    draw(streams.stream(added), drawnByOther);
    List<Long> rest = draw(observed, 10);

    assertThat(first).isEqualTo(alone.subList(0, 10));
    assertThat(rest).isEqualTo(alone.subList(10, 20));
  }

  @Property
  void streamsOfOtherNamesOrSeedsDiffer(
      @ForAll long seed, @ForAll @AlphaChars @StringLength(max = 12) String name) {
    List<Long> numbers = draw(new Streams(seed).stream(name), 4);
    assertThat(draw(new Streams(seed).stream(name + "x"), 4)).isNotEqualTo(numbers);
    assertThat(draw(new Streams(seed + 1).stream(name), 4)).isNotEqualTo(numbers);
  }

  @Property
  void numbersKeepTheirBounds(
      @ForAll long seed,
      @ForAll @LongRange(min = 1) long bound,
      @ForAll @LongRange(min = 1, max = 1L << 40) long low,
      @ForAll @LongRange(max = 1L << 40) long width) {
    SimRandom random = new SimRandom(seed);
    assertThat(random.nextLong(bound)).isBetween(0L, bound - 1);
    assertThat(random.between(low, low + width)).isBetween(low, low + width);
    assertThat(random.skewed(low, low + width)).isBetween(low, low + width);
  }

  /**
   * Digests are compared between JVMs and versions of them, so the numbers themselves are fixed.
   */
  @Example
  void theNumbersAreThoseOfSplitMix64() {
    assertThat(draw(new SimRandom(1234567), 3))
        .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
  }

  @Example
  void allPartsOfARangeAreDrawn() {
    SimRandom random = new SimRandom(1);
    int[] seen = new int[10];
    for (int i = 0; i < 10_000; i++) {
      seen[(int) random.between(0, 9)]++;
    }
    for (int count : seen) {
      assertThat(count).isBetween(850, 1150);
    }
  }
}
