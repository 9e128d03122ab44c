package io.quorate.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WorldTest {
  private final World world = new World(1);
  private final List<String> happened = new ArrayList<>();

  @Test
  void theClockJumpsFromEventToEvent() {
    world.at(7_000_000_000L, () -> happened.add("late at " + world.now()));
    world.after(5, () -> happened.add("early at " + world.now()));

    world.runUntil(10_000_000_000L);

    assertThat(happened).containsExactly("early at 5", "late at 7000000000");
    assertThat(world.now()).isEqualTo(10_000_000_000L);
    assertThat(world.executed()).isEqualTo(2);
  }

  @Test
  void eventsOfOneTimeHappenInTheOrderOfScheduling() {
    for (int i = 0; i < 20; i++) {
      String name = "event " + i;
      world.at(3, () -> happened.add(name));
    }
    world.runUntil(3);
    assertThat(happened).hasSize(20).isSortedAccordingTo(byNumber());
  }

  private static java.util.Comparator<String> byNumber() {
    return java.util.Comparator.comparingInt(s -> Integer.parseInt(s.substring(6)));
  }

  @Test
  void whatLiesBehindTheEndWaits() {
    world.at(11, () -> happened.add("beyond"));
    world.runUntil(10);
    assertThat(happened).isEmpty();
    world.runUntil(11);
    assertThat(happened).containsExactly("beyond");
  }

  @Test
  void nothingIsScheduledInThePast() {
    world.runUntil(10);
    assertThatThrownBy(() -> world.at(9, () -> {})).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstViolationEndsTheRunAfterItsEvent() {
    world.at(1, () -> {
      world.fail("I1", 2, "first");
      world.fail("I2", 2, "second");
      happened.add("the rest of the event");
    });
    world.at(2, () -> happened.add("the next event"));

    world.runUntil(10);

    assertThat(happened).containsExactly("the rest of the event");
    assertThat(world.violation()).hasValueSatisfying(v -> {
      assertThat(v.invariant()).isEqualTo("I1");
      assertThat(v.nanos()).isEqualTo(1);
      assertThat(v).hasToString("I1 in partition 2 at 0.000000s: first");
    });
  }

  @Test
  void anEventThatThrowsIsAViolation() {
    world.at(1, () -> {
      throw new IllegalStateException("broken");
    });
    world.runUntil(10);
    assertThat(world.violation()).hasValueSatisfying(v -> {
      assertThat(v.invariant()).isEqualTo("X1");
      assertThat(v.story()).contains("broken");
    });
  }

  @Test
  void theDigestTellsWhatWasRecordedAndInWhichOrder() {
    assertThat(digest(Event.CRASH, Event.BOOT)).isEqualTo(digest(Event.CRASH, Event.BOOT));
    assertThat(digest(Event.CRASH, Event.BOOT)).isNotEqualTo(digest(Event.BOOT, Event.CRASH));
    assertThat(digest(Event.CRASH)).isNotEqualTo(digest(Event.CRASH, Event.CRASH));
  }

  private static long digest(Event... events) {
    World world = new World(1);
    for (Event event : events) {
      world.record(event, 1, 0, 0, 0);
    }
    return world.digest();
  }

  @Test
  void theTraceRemembersTheLastEvents() {
    for (int i = 1; i <= 1000; i++) {
      world.note(Event.APPLY, 1, 2, i, 0, null);
    }
    assertThat(world.trace().last(2)).hasSize(2).last().asString().contains("n1", "p2", "1000");
  }

  @Property(tries = 200)
  void theHeapGivesEventsByTimeAndSequence(
      @ForAll @Size(max = 300) List<@IntRange(max = 20) Integer> times) {
    EventHeap heap = new EventHeap();
    List<long[]> taken = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      long[] event = {times.get(i), i};
      heap.add(event[0], event[1], () -> taken.add(event));
      // Taking in between exercises holes at every depth.
      if (i % 7 == 6) {
        heap.take();
      }
    }
    int left = heap.size();
    while (!heap.isEmpty()) {
      heap.take().run();
    }
    assertThat(taken)
        .hasSize(left)
        .isSortedAccordingTo(
            (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
  }
}
