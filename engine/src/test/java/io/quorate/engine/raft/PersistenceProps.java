package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What a group believes to be on disk, against a disk that carries out each write when it
 * completes. Believing too much acknowledges entries and votes that a power cut takes back;
 * believing too little never answers.
 */
class PersistenceProps {

  record Step(Kind kind, int number) {
    enum Kind {
      TERM,
      VOTE,
      APPEND,
      TRUNCATE,
      FLUSH,
      COMPLETE,
      SEND_AFTER_HARD_STATE,
      SEND_AFTER_EVERYTHING
    }
  }

  /** A message that waits, and how much must be on disk before it may go. */
  private record Waiting(Message message, long hardStates, long changes) {}

  /** A write under way, and how much has been changed by then. */
  private record Write(Effect.Persist effect, long hardStates, long changes) {}

  private static final class Model {
    private final Persistence persistence;
    private final List<EntryRecord> log = new ArrayList<>();
    private final List<EntryRecord> disk = new ArrayList<>();
    private final Deque<Write> underWay = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private HardState diskHardState = HardState.INITIAL;
    private long hardStates;
    private long changes;
    private long diskHardStates;
    private long diskChanges;
    private int sent;

    Model(int restored) {
      for (int i = 1; i <= restored; i++) {
        log.add(new EntryRecord(i, 0, new byte[0]));
      }
      disk.addAll(log);
      persistence = new Persistence(HardState.INITIAL, restored);
    }

    void run(Step step) {
      switch (step.kind()) {
        case TERM -> {
          persistence.enterTerm(
              persistence.term() + 1 + step.number() % 3,
              step.number() % 2 == 0 ? OptionalInt.empty() : OptionalInt.of(1));
          hardStates++;
          changes++;
        }
        case VOTE -> {
          if (persistence.hardState().vote().isEmpty()) {
            persistence.vote(2);
            hardStates++;
            changes++;
          }
        }
        case APPEND -> {
          for (int i = 0; i <= step.number() % 3; i++) {
            EntryRecord entry = new EntryRecord(log.size() + 1, persistence.term(), new byte[0]);
            log.add(entry);
            persistence.appended(entry);
          }
          changes++;
        }
        case TRUNCATE -> {
          if (!log.isEmpty()) {
            int after = step.number() % log.size();
            log.subList(after, log.size()).clear();
            persistence.truncated(after);
            changes++;
          }
        }
        case FLUSH -> flush();
        case COMPLETE -> complete(1 + step.number() % 3);
        case SEND_AFTER_HARD_STATE -> {
          persistence.sendAfterHardState(3, message());
          waiting.add(new Waiting(message(), hardStates, 0));
          sent++;
        }
        case SEND_AFTER_EVERYTHING -> {
          persistence.sendAfterEverything(3, message());
          waiting.add(new Waiting(message(), 0, changes));
          sent++;
        }
      }
      compare();
    }

    private Message message() {
      return new Message.TimeoutNow(sent);
    }

    void flush() {
      Optional<Effect.Persist> write = persistence.flush(log.size(), changes);
      assertThat(write.isPresent())
          .as("something is written if and only if something was changed")
          .isEqualTo(
              changes > (underWay.isEmpty() ? diskChanges : underWay.getLast().changes()));
      write.ifPresent(effect -> underWay.add(new Write(effect, hardStates, changes)));
    }

    /** The last of some writes completes, and with it those before. */
    void complete(int count) {
      Write last = null;
      for (int i = 0; i < count && !underWay.isEmpty(); i++) {
        last = underWay.removeFirst();
        carryOut(last.effect().write());
        diskHardStates = last.hardStates();
        diskChanges = last.changes();
      }
      if (last != null) {
        persistence.persisted(last.effect().sequence());
      }
    }

    private void carryOut(PartitionWrite write) {
      diskHardState = write.hardState().orElse(diskHardState);
      if (write.truncateAfter().isPresent()) {
        // Beyond the end there is nothing to remove: what was appended went before it was written.
        int after = Math.toIntExact(Math.min(disk.size(), write.truncateAfter().getAsLong()));
        disk.subList(after, disk.size()).clear();
      }
      for (EntryRecord entry : write.entries()) {
        assertThat(entry.index()).as("entries follow one another").isEqualTo(disk.size() + 1);
        disk.add(entry);
      }
    }

    private void compare() {
      int common = 0;
      while (common < Math.min(log.size(), disk.size()) && log.get(common) == disk.get(common)) {
        common++;
      }
      assertThat(persistence.durableIndex()).as("the durable index").isEqualTo(common);
      assertThat(persistence.durableHardState()).isEqualTo(diskHardState);
      assertThat(persistence.oldestWriteAt().isPresent()).isEqualTo(!underWay.isEmpty());
      List<Message> due = new ArrayList<>();
      for (Waiting message : List.copyOf(waiting)) {
        if (message.hardStates() <= diskHardStates && message.changes() <= diskChanges) {
          due.add(message.message());
          waiting.remove(message);
        }
      }
      assertThat(persistence.releasable())
          .as("each is sent once, in order, as soon as all that it depends on is on disk")
          .extracting(Effect.Send::message)
          .isEqualTo(due);
    }
  }

  @Property(tries = 500)
  void whatIsBelievedToBeOnDiskIsWhatIsThere(
      @ForAll @IntRange(max = 4) int restored, @ForAll("steps") List<Step> steps) {
    Model model = new Model(restored);
    for (Step step : steps) {
      model.run(step);
    }
    model.flush();
    model.complete(Integer.MAX_VALUE);
    model.compare();
    assertThat(model.waiting).as("nothing waits for ever").isEmpty();
    assertThat(model.disk).isEqualTo(model.log);
    assertThat(model.persistence.durableHardState()).isEqualTo(model.persistence.hardState());
  }

  /** The furthest acknowledgement to a leader must never be among those that are left out. */
  @Property
  void ofAcknowledgementsThatBecomeReadyTogetherTheFurthestRemains(
      @ForAll List<@IntRange(max = 8) Integer> matches) {
    Persistence persistence = new Persistence(HardState.INITIAL, 8);
    long furthest = -1;
    for (int match : matches) {
      persistence.sendAfterEverything(2, new Message.AppendAccepted(1, match, match));
      furthest = Math.max(furthest, match);
    }
    List<Effect.Send> sends = persistence.releasable();
    assertThat(sends.stream().mapToLong(s -> ((Message.AppendAccepted) s.message()).matchIndex()))
        .allMatch(match -> matches.contains(match.intValue()));
    assertThat(sends.stream()
            .mapToLong(s -> ((Message.AppendAccepted) s.message()).matchIndex())
            .max()
            .orElse(-1))
        .isEqualTo(furthest);
    if (!matches.isEmpty()) {
      Message last = sends.get(sends.size() - 1).message();
      assertThat(((Message.AppendAccepted) last).sentAt())
          .as("the last one stays, for its time confirms the leader")
          .isEqualTo(matches.get(matches.size() - 1).longValue());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step.Kind> kinds = Arbitraries.of(Step.Kind.class);
    Arbitrary<Step.Kind> writes =
        Arbitraries.of(Step.Kind.APPEND, Step.Kind.TRUNCATE, Step.Kind.FLUSH, Step.Kind.COMPLETE);
    return Combinators.combine(
            Arbitraries.oneOf(kinds, writes), Arbitraries.integers().between(0, 99))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }
}
