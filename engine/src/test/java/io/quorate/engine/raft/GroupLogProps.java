package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
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
import net.jqwik.api.constraints.Size;

/**
 * The log, and the runs of terms in it, against a plain list. A wrong term at an index breaks the
 * log matching property; a configuration that outlives its truncation lets the wrong nodes vote.
 */
class GroupLogProps {

  /** Appends entries, or truncates. */
  record Step(boolean truncate, int count, int rise, boolean configuration, int place) {}

  /** An entry of the model. */
  private record Slot(long term, Configuration configuration) {}

  private static final class Model {
    final LogBoundary boundary;
    final Configuration first;
    final List<Slot> slots = new ArrayList<>();
    final EntryCodec codec = new EntryCodec(1, () -> HybridTimestamp.ZERO);
    int made;

    Model(LogBoundary boundary) {
      this.boundary = boundary;
      this.first = Configuration.of(GroupHarness.nodes(1));
    }

    long last() {
      return boundary.index() + slots.size();
    }

    long term(long index) {
      return index == boundary.index()
          ? boundary.term()
          : slots.get((int) (index - boundary.index() - 1)).term();
    }

    EntryRecord append(Step step) {
      long term = term(last()) + step.rise();
      Configuration configuration =
          step.configuration() ? Configuration.of(GroupHarness.nodes(1, 2 + made++)) : null;
      slots.add(new Slot(term, configuration));
      return configuration == null
          ? codec.encodeNoOp(last(), term)
          : codec.encode(last(), term, configuration);
    }

    GroupLog restored() {
      TreeMap<Long, Long> starts = new TreeMap<>();
      TreeMap<Long, Configuration> configurations = new TreeMap<>();
      configurations.put(boundary.index(), first);
      long before = -1;
      for (long index = boundary.index() + 1; index <= last(); index++) {
        Slot slot = slots.get((int) (index - boundary.index() - 1));
        if (slot.term() != before) {
          starts.put(index, slot.term());
          before = slot.term();
        }
        if (slot.configuration() != null) {
          configurations.put(index, slot.configuration());
        }
      }
      HardState hardState = HardState.INITIAL;
      return new GroupLog(
          new RestoredGroup(hardState, boundary, last(), starts, configurations),
          1000,
          codec,
          new Persistence(hardState, last()));
    }

    void compare(GroupLog log) {
      assertThat(log.lastIndex()).isEqualTo(last());
      assertThat(log.lastTerm()).isEqualTo(term(last()));
      assertThat(log.holds(boundary.index() - 1)).isFalse();
      assertThat(log.holds(last() + 1)).isFalse();
      Configuration configuration = first;
      long configurationIndex = boundary.index();
      for (long index = boundary.index(); index <= last(); index++) {
        assertThat(log.holds(index)).isTrue();
        assertThat(log.term(index)).as("term of %d", index).isEqualTo(term(index));
        if (index > boundary.index()) {
          Slot slot = slots.get((int) (index - boundary.index() - 1));
          configurationIndex = slot.configuration() == null ? configurationIndex : index;
          configuration = slot.configuration() == null ? configuration : slot.configuration();
        }
      }
      assertThat(log.configuration()).isEqualTo(configuration);
      assertThat(log.configurationIndex()).isEqualTo(configurationIndex);
      compareHints(log);
    }

    /** A hint too low costs round trips; one that is too high may never find where logs agree. */
    private void compareHints(GroupLog log) {
      for (long term = 0; term <= term(last()) + 1; term++) {
        for (long index = Math.max(0, boundary.index() - 1); index <= last() + 2; index += 3) {
          long expected = Math.min(index, last());
          while (expected > boundary.index() && term(expected) > term) {
            expected--;
          }
          assertThat(log.lastWithTermAtMost(index, term))
              .as("the last one up to %d with a term of at most %d", index, term)
              .isEqualTo(Math.max(expected, boundary.index()));
        }
        boolean newer = term > term(last());
        assertThat(log.isUpToDate(last(), term)).isEqualTo(newer || term == term(last()));
        assertThat(log.isUpToDate(last() - 1, term)).isEqualTo(newer);
        assertThat(log.isUpToDate(0, term)).isEqualTo(newer || term == term(last()) && last() == 0);
      }
    }
  }

  @Property(tries = 300)
  void theLogIsWhatAPlainListIs(
      @ForAll @IntRange(max = 3) int boundaryIndex,
      @ForAll @IntRange(max = 2) int boundaryTerm,
      @ForAll("steps") @Size(max = 12) List<Step> stored,
      @ForAll("steps") List<Step> steps) {
    Model model = new Model(new LogBoundary(boundaryIndex, boundaryIndex == 0 ? 0 : boundaryTerm));
    stored.forEach(model::append);
    GroupLog log = model.restored();
    model.compare(log);
    for (Step step : steps) {
      if (step.truncate()) {
        long after = model.boundary.index() + step.place() % (model.slots.size() + 1);
        if (after < model.last()) {
          model
              .slots
              .subList((int) (after - model.boundary.index()), model.slots.size())
              .clear();
          log.truncateAfter(after);
        }
      } else {
        for (int i = 0; i < step.count(); i++) {
          log.append(model.append(step));
        }
      }
      model.compare(log);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(true, false, false),
            Arbitraries.integers().between(1, 6),
            Arbitraries.of(0, 0, 0, 1, 2),
            Arbitraries.of(true, false, false, false),
            Arbitraries.integers().between(0, 99))
        .as(Step::new)
        .list()
        .ofMaxSize(15);
  }
}
