package io.quorate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A plan carried out on stored entries, against a log that carries out each write in turn. A plan
 * that differs would keep what was truncated, lose what was acknowledged, or forget a vote.
 */
class PartitionChangeProps {

  /** A write as numbers, which are read in the light of what the log is by then. */
  record Step(
      boolean drop, int vote, int truncate, int boundary, int boundaryTerm, int count, int skew) {

    PartitionWrite write(Model log) {
      Model after = log.copy();
      if (drop) {
        after.drop();
      }
      OptionalLong truncateAfter =
          truncate < 0 ? OptionalLong.empty() : OptionalLong.of(after.place(truncate));
      if (truncateAfter.isPresent()) {
        after.truncate(truncateAfter.getAsLong());
      }
      Optional<LogBoundary> moved = Optional.empty();
      if (boundary >= 0) {
        long index = after.place(boundary);
        long term = after.holds(index) ? after.term(index) : after.lastTerm();
        moved = Optional.of(new LogBoundary(index, term + boundaryTerm));
        after.move(moved.get());
      }
      List<EntryRecord> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        // Mostly just after the last entry; at times with a gap, or with a term that falls.
        long index = after.last() + 1 + i + (skew == 1 ? 1 : 0);
        long term = Math.max(0, after.lastTerm() + (skew == 2 ? -1 : skew == 3 ? 1 : 0));
        entries.add(new EntryRecord(index, term, new byte[0]));
      }
      return new PartitionWrite(
          drop,
          vote == 0 ? Optional.empty() : Optional.of(new HardState(vote, OptionalInt.of(vote))),
          truncateAfter,
          moved,
          entries);
    }
  }

  /** A log in the plainest form. */
  private static final class Model {
    boolean exists;
    Optional<HardState> hardState = Optional.empty();
    LogBoundary boundary = LogBoundary.START;
    TreeMap<Long, EntryRecord> entries = new TreeMap<>();

    Model copy() {
      Model copy = new Model();
      copy.exists = exists;
      copy.hardState = hardState;
      copy.boundary = boundary;
      copy.entries = new TreeMap<>(entries);
      return copy;
    }

    long last() {
      return entries.isEmpty() ? boundary.index() : entries.lastKey();
    }

    long lastTerm() {
      return term(last());
    }

    boolean holds(long index) {
      return index == boundary.index() || entries.containsKey(index);
    }

    long term(long index) {
      return index == boundary.index() ? boundary.term() : entries.get(index).term();
    }

    /** From one below the boundary to three above the last entry. */
    long place(int number) {
      long span = last() - boundary.index() + 5;
      return Math.max(0, boundary.index() - 1 + number % span);
    }

    PartitionState state() {
      return new PartitionState(hardState, boundary, last(), lastTerm());
    }

    void drop() {
      exists = false;
      hardState = Optional.empty();
      boundary = LogBoundary.START;
      entries.clear();
    }

    boolean truncate(long after) {
      if (after < boundary.index()) {
        return false;
      }
      entries.tailMap(after, false).clear();
      return true;
    }

    boolean move(LogBoundary next) {
      if (next.index() < boundary.index()) {
        return false;
      }
      if (holds(next.index()) && term(next.index()) == next.term()) {
        entries.headMap(next.index(), true).clear();
      } else {
        entries.clear();
      }
      boundary = next;
      return true;
    }

    /** False if the write breaks a rule. */
    boolean write(PartitionWrite write) {
      if (write.drop()) {
        drop();
      }
      exists |= !write.drop()
          || write.hardState().isPresent()
          || write.truncateAfter().isPresent()
          || write.boundary().isPresent()
          || !write.entries().isEmpty();
      hardState = write.hardState().isPresent() ? write.hardState() : hardState;
      if (write.truncateAfter().isPresent() && !truncate(write.truncateAfter().getAsLong())) {
        return false;
      }
      if (write.boundary().isPresent() && !move(write.boundary().get())) {
        return false;
      }
      for (EntryRecord entry : write.entries()) {
        if (entry.index() != last() + 1 || entry.term() < lastTerm()) {
          return false;
        }
        entries.put(entry.index(), entry);
      }
      return true;
    }
  }

  @Property(tries = 500)
  void aPlanComesToWhatItsWritesComeToOneByOne(@ForAll("batches") List<List<Step>> batches)
      throws WalException {
    Model model = new Model();
    for (List<Step> steps : batches) {
      Model next = model.copy();
      List<PartitionWrite> writes = new ArrayList<>();
      boolean legal = true;
      for (Step step : steps) {
        PartitionWrite write = step.write(next);
        writes.add(write);
        legal = next.write(write);
        if (!legal) {
          break;
        }
      }
      if (legal) {
        Model planned = carryOut(model, writes);
        assertThat(planned.exists).as("exists").isEqualTo(next.exists);
        assertThat(planned.state()).isEqualTo(next.state());
        assertThat(planned.entries).isEqualTo(next.entries);
        model = next;
      } else {
        PartitionState state = model.state();
        TreeMap<Long, EntryRecord> stored = model.entries;
        assertThatThrownBy(
                () -> PartitionChange.plan(7, state, writes, i -> stored.get(i).term()))
            .isInstanceOfSatisfying(
                WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ILLEGAL_BATCH))
            .hasMessageContaining("partition 7");
      }
    }
  }

  /** What a backend does with a plan. */
  private static Model carryOut(Model before, List<PartitionWrite> writes) throws WalException {
    PartitionState state = before.state();
    PartitionChange change = PartitionChange.plan(7, state, writes, index -> {
      assertThat(index).isBetween(state.boundary().index() + 1, state.lastIndex() - 1);
      return before.entries.get(index).term();
    });
    Model after = before.copy();
    after.exists = !change.dropped();
    if (!change.removes(state)) {
      assertThat(change.keepThrough()).isEqualTo(state.lastIndex());
    }
    after.hardState = change.after().hardState();
    after.boundary = change.after().boundary();
    after.entries.tailMap(change.keepThrough(), false).clear();
    after.entries.headMap(after.boundary.index(), true).clear();
    int kept = after.entries.size();
    change.entries().forEach(entry -> after.entries.put(entry.index(), entry));
    assertThat(after.entries)
        .as("nothing is written over")
        .hasSize(kept + change.entries().size());
    assertThat(change.removes(state))
        .as("whether something goes")
        .isEqualTo(change.dropped()
            || !after.entries.keySet().containsAll(before.entries.keySet())
            || after.boundary.index() > state.boundary().index()
            || change.keepThrough() < state.lastIndex());
    assertThat(change.after()).isEqualTo(after.state());
    return after;
  }

  @Provide
  Arbitrary<List<List<Step>>> batches() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 20);
    Arbitrary<Integer> seldom =
        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(-1)), Tuple.of(1, places));
    return Combinators.combine(
            Arbitraries.of(false, false, false, false, false, false, false, true),
            Arbitraries.integers().between(0, 3),
            seldom,
            seldom,
            Arbitraries.of(0, 0, 0, 1),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(0, 0, 0, 0, 0, 0, 3, 3, 1, 2))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .list()
        .ofMaxSize(12);
  }
}
