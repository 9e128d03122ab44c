package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * The cache against the whole log. A stale or a shifted entry would be sent to followers as the
 * leader's; an entry that is dropped before it is on disk could not be sent at all.
 */
class TailCacheProps {

  /** What is done; the numbers are read in the light of what the log is by then. */
  record Step(Kind kind, int a, int b, int c) {
    enum Kind {
      APPEND,
      TRUNCATE,
      SYNC_AND_EVICT,
      SLICE,
      SLICE_AGAIN
    }
  }

  private static final class Model {
    final long start;
    final long budget;
    final TailCache cache;
    final TreeMap<Long, EntryRecord> log = new TreeMap<>();
    long durable;
    long term;
    long asked;
    long askedBytes;

    Model(long start, long budget) {
      this.start = start;
      this.budget = budget;
      this.durable = start - 1;
      this.cache = new TailCache(start, budget);
    }

    long last() {
      return log.isEmpty() ? start - 1 : log.lastKey();
    }

    /** A place in the log, from one below its first entry to its last. */
    long place(int number) {
      return start - 1 + number % (last() - start + 2);
    }

    void run(Step step) {
      switch (step.kind()) {
        case APPEND -> {
          for (int i = 0; i <= step.a() % 40; i++) {
            EntryRecord entry = new EntryRecord(last() + 1, term, new byte[step.b()]);
            log.put(entry.index(), entry);
            cache.append(entry);
          }
        }
        case TRUNCATE -> {
          long after = place(step.a());
          if (after < last()) {
            log.tailMap(after, false).clear();
            durable = Math.min(durable, after);
            term++;
            cache.truncateAfter(after);
          }
        }
        case SYNC_AND_EVICT -> {
          durable = Math.max(durable, place(step.a()));
          cache.evict(durable);
          long kept = log.tailMap(cache.first(), true).values().stream()
              .mapToLong(entry -> entry.bytes().length)
              .sum();
          assertThat(kept <= budget || cache.first() > durable)
              .as("%d bytes are kept of %d", kept, budget)
              .isTrue();
        }
        case SLICE -> {
          long from = Math.max(start, place(step.a()));
          if (from <= last()) {
            slice(from, from + step.b() % (last() - from + 3), 1 + step.c() * 20L);
            asked = from;
            askedBytes = 1 + step.c() * 20L;
          }
        }
        case SLICE_AGAIN -> {
          // What the log has become since must not be answered with what it was.
          if (asked >= start && asked <= last()) {
            slice(asked, Math.max(asked, last() - step.a() % 2), askedBytes);
          }
        }
      }
      assertThat(cache.first()).isBetween(start - 1, durable + 1 + log.size());
    }

    void slice(long from, long last, long maxBytes) {
      List<EntryRecord> slice = cache.slice(from, last, maxBytes);
      if (slice == null) {
        assertThat(from).as("only durable entries leave the cache").isLessThanOrEqualTo(durable);
        assertThat(from).isLessThan(cache.first());
        return;
      }
      List<EntryRecord> expected = new ArrayList<>();
      long bytes = 0;
      for (EntryRecord entry : log.subMap(from, true, last, true).values()) {
        bytes += entry.bytes().length;
        if (bytes > maxBytes && !expected.isEmpty()) {
          break;
        }
        expected.add(entry);
      }
      assertThat(slice).as("from %d to %d in %d bytes", from, last, maxBytes).isEqualTo(expected);
    }
  }

  @Property
  void aSliceIsWhatTheLogHoldsOrIsNotThereAtAll(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long start,
      @ForAll @IntRange(max = 2000) int budget,
      @ForAll("steps") List<Step> steps) {
    Model model = new Model(start, budget);
    for (Step step : steps) {
      model.run(step);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 99);
    return Combinators.combine(
            Arbitraries.of(
                Step.Kind.APPEND,
                Step.Kind.APPEND,
                Step.Kind.TRUNCATE,
                Step.Kind.SYNC_AND_EVICT,
                Step.Kind.SLICE,
                Step.Kind.SLICE_AGAIN,
                Step.Kind.SLICE_AGAIN),
            numbers,
            numbers,
            // Few limits, so that the same question is asked again.
            Arbitraries.of(0, 1, 10, 10, 99))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
