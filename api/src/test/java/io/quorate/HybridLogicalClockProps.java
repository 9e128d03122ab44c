package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class HybridLogicalClockProps {
  private static final long DRIFT = 1000;

  /** What happens to one of two clocks. */
  record Step(Kind kind, int clock, long amount) {
    enum Kind {
      /** The wall clock jumps by the amount. */
      WALL,
      READ,
      /** The other clock's last reading is merged. */
      MERGE,
      /** A stamp from the amount ahead of the wall clock is merged. */
      MERGE_FROM_ELSEWHERE,
      /** The process starts again after its last reading. */
      RESTART
    }
  }

  /** A clock, its wall clock, and what is known of it. */
  private static final class Node {
    final int id;
    long wall = 5000;
    HybridTimestamp floor = HybridTimestamp.ZERO;
    HybridTimestamp read = HybridTimestamp.ZERO;
    HybridLogicalClock clock;

    Node(int id) {
      this.id = id;
      start();
    }

    void start() {
      clock = new HybridLogicalClock(id, () -> wall, Duration.ofMillis(DRIFT), floor);
    }

    void read() {
      read = clock.now();
      assertThat(read).isGreaterThan(floor);
      assertThat(read.nodeId()).isEqualTo(id);
      assertThat(read.physicalMillis()).isGreaterThanOrEqualTo(wall);
      floor = read;
    }

    /** A refused stamp must leave no trace, and one within the bound must not be refused. */
    void merge(HybridTimestamp stamp) {
      boolean tooFar = stamp.physicalMillis() - wall > DRIFT;
      assertThat(clock.update(stamp)).isEqualTo(!tooFar);
      if (!tooFar && stamp.compareTo(floor) > 0) {
        floor = stamp;
      }
    }
  }

  @Property
  void packingLosesNothing(
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis,
      @ForAll @IntRange(min = 0, max = HybridTimestamp.MAX_COUNTER) int counter,
      @ForAll @IntRange(min = 0) int node) {
    HybridTimestamp timestamp = new HybridTimestamp(millis, counter, node);
    assertThat(HybridTimestamp.unpack(timestamp.packedTime(), node)).isEqualTo(timestamp);
  }

  @Property
  void packedTimesAreOrderedAsTheStampsAre(
      @ForAll("stamps") HybridTimestamp one, @ForAll("stamps") HybridTimestamp other) {
    if (one.packedTime() != other.packedTime()) {
      assertThat(one.compareTo(other))
          .isEqualTo(Long.compareUnsigned(one.packedTime(), other.packedTime()));
    }
    assertThat(one.compareTo(other)).isEqualTo(-other.compareTo(one));
    assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
  }

  /**
   * A reading that does not grow, or that two nodes share, would order two entries wrongly: after
   * jumps of the wall clock, merges, refused merges and restarts.
   */
  @Property
  void readingsGrowAndAreUniqueWhateverHappens(@ForAll("steps") List<Step> steps) {
    List<Node> nodes = List.of(new Node(1), new Node(2));
    TreeSet<HybridTimestamp> all = new TreeSet<>();
    for (Step step : steps) {
      Node node = nodes.get(step.clock());
      switch (step.kind()) {
        case WALL -> node.wall += step.amount();
        case READ -> {
          node.read();
          assertThat(all.add(node.read)).as("%s is unique", node.read).isTrue();
        }
        case MERGE -> node.merge(nodes.get(1 - step.clock()).read);
        case MERGE_FROM_ELSEWHERE ->
          node.merge(new HybridTimestamp(
              Math.max(0, node.wall + step.amount()), (int) step.amount() & 3, 3));
        case RESTART -> node.start();
      }
    }
  }

  /** A clock that ran away from the wall clock would be refused by all others. */
  @Property
  void aClockIsNeverFurtherAheadThanItsWallClockEverWasOrTheDriftAllows(
      @ForAll("steps") List<Step> steps) {
    Node node = new Node(1);
    long furthest = node.wall;
    for (Step step : steps) {
      switch (step.kind()) {
        case WALL, RESTART -> node.wall += step.amount();
        case READ, MERGE -> node.read();
        case MERGE_FROM_ELSEWHERE ->
          node.merge(new HybridTimestamp(Math.max(0, node.wall + step.amount()), 0, 3));
      }
      furthest = Math.max(furthest, node.wall);
      assertThat(node.floor.physicalMillis()).isLessThanOrEqualTo(furthest + DRIFT);
    }
  }

  @Provide
  Arbitrary<HybridTimestamp> stamps() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, (1L << 48) - 1),
                Arbitraries.longs().between(0, 3)),
            Arbitraries.integers().between(0, HybridTimestamp.MAX_COUNTER),
            Arbitraries.integers().between(0, 3))
        .as(HybridTimestamp::new);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    // Around the drift bound, within a millisecond, and far beyond both.
    Arbitrary<Long> amounts = Arbitraries.oneOf(
        Arbitraries.longs().between(-3, 3),
        Arbitraries.longs().between(DRIFT - 2, DRIFT + 2),
        Arbitraries.longs().between(-10_000, 10_000));
    return Combinators.combine(
            Arbitraries.of(Step.Kind.class), Arbitraries.integers().between(0, 1), amounts)
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }
}
