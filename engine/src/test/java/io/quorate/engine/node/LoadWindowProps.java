package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The window against a list of everything that ever happened. */
class LoadWindowProps {
  private static final long SLICE = LoadWindow.SLICE_NANOS;

  /** After a while, some are proposed, and one that has waited is committed. */
  record Step(long pause, int proposed, long waited) {}

  private record Event(long at, int proposed, long waited) {}

  @Property(tries = 500)
  void theWindowHoldsWhatHappenedInTheLastSlices(@ForAll("steps") List<Step> steps) {
    LoadWindow window = new LoadWindow(0);
    List<Event> all = new ArrayList<>();
    long now = 0;
    for (Step step : steps) {
      now += step.pause();
      window.proposed(step.proposed(), now);
      CommitWaits waits = new CommitWaits();
      waits.add(now - step.waited());
      window.committed(waits, now);
      all.add(new Event(now, step.proposed(), step.waited()));

      long oldest = now / SLICE - LoadWindow.SLICES + 1;
      double seconds = (now - oldest * SLICE) / 1e9;
      List<Event> recent = all.stream().filter(e -> e.at() / SLICE >= oldest).toList();
      int proposed = recent.stream().mapToInt(Event::proposed).sum();
      long waited = recent.stream().mapToLong(Event::waited).sum();
      assertThat(window.proposalsPerSecond(now)).isCloseTo(proposed / seconds, within(1e-6));
      assertThat(window.commitsPerSecond(now)).isCloseTo(recent.size() / seconds, within(1e-6));
      assertThat(window.meanWait(now)).isEqualTo(waited / recent.size());
      assertThat(window.longestWait(now))
          .isEqualTo(recent.stream().mapToLong(Event::waited).max().orElseThrow());
    }
    assertThat(window.allCommits()).isEqualTo(all.size());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 8 * SLICE),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.longs().between(0, 10 * SLICE))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }
}
