package io.quorate.engine.raft;

import static io.quorate.engine.raft.RaftInvariantViolation.check;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * What a group has on disk, what is on its way there, and which messages wait for it.
 *
 * <p>Changes of one step are gathered and become one write. Writes complete in order; a completion
 * vouches for exactly what its write, and those before it, wrote. An index that a later write
 * truncates is not durable any more from the moment of the truncation, even if an earlier write of
 * it completes afterwards.
 */
final class Persistence {
  private record Write(
      long sequence,
      HardState hardState,
      OptionalLong truncateAfter,
      long lastIndexAfter,
      long submittedAt) {}

  private record Deferred(long sequence, int to, Message message) {}

  private HardState hardState;
  private HardState durableHardState;
  private long durableIndex;

  private long lastSequence;
  private long durableSequence;
  private long hardStateSequence;
  private final Deque<Write> pending = new ArrayDeque<>();
  private final List<Deferred> deferred = new ArrayList<>();

  private boolean hardStateDirty;
  private OptionalLong dirtyTruncation = OptionalLong.empty();
  private Optional<LogBoundary> dirtyBoundary = Optional.empty();
  private List<EntryRecord> dirtyEntries = new ArrayList<>();

  Persistence(HardState restored, long lastIndex) {
    this.hardState = restored;
    this.durableHardState = restored;
    this.durableIndex = lastIndex;
  }

  HardState hardState() {
    return hardState;
  }

  HardState durableHardState() {
    return durableHardState;
  }

  long term() {
    return hardState.term();
  }

  /** The last index whose entry, and all before it, are on disk. */
  long durableIndex() {
    return durableIndex;
  }

  /** The one place where the term changes. */
  void enterTerm(long term, OptionalInt vote) {
    check(term > hardState.term(), "terms only grow, from", hardState.term(), term);
    hardState = new HardState(term, vote);
    hardStateDirty = true;
  }

  /** Votes in the present term. */
  void vote(int candidate) {
    OptionalInt before = hardState.vote();
    if (before.isPresent()) {
      check(before.getAsInt() == candidate, "one vote per term, after " + hardState, candidate);
      return;
    }
    hardState = new HardState(hardState.term(), OptionalInt.of(candidate));
    hardStateDirty = true;
  }

  void appended(EntryRecord entry) {
    dirtyEntries.add(entry);
  }

  void truncated(long index) {
    durableIndex = Math.min(durableIndex, index);
    while (!dirtyEntries.isEmpty() && dirtyEntries.get(dirtyEntries.size() - 1).index() > index) {
      dirtyEntries.remove(dirtyEntries.size() - 1);
    }
    dirtyTruncation = OptionalLong.of(Math.min(index, dirtyTruncation.orElse(Long.MAX_VALUE)));
  }

  /** The log starts behind an entry that it holds. */
  void compacted(LogBoundary boundary) {
    dirtyBoundary = Optional.of(boundary);
  }

  /**
   * The log starts, empty, behind an entry that it does not hold. Of what it held before, only what
   * is committed goes on to count as durable until then.
   */
  void replaced(LogBoundary boundary, long commitIndex) {
    truncated(commitIndex);
    dirtyEntries.clear();
    dirtyBoundary = Optional.of(boundary);
  }

  /** Hands a message out as soon as the present hard state is durable. */
  void sendAfterHardState(int to, Message message) {
    deferred.add(new Deferred(hardStateDirty ? lastSequence + 1 : hardStateSequence, to, message));
  }

  /** Hands a message out as soon as all that has been changed up to now is durable. */
  void sendAfterEverything(int to, Message message) {
    deferred.add(new Deferred(isDirty() ? lastSequence + 1 : lastSequence, to, message));
  }

  private boolean isDirty() {
    return hardStateDirty
        || dirtyTruncation.isPresent()
        || dirtyBoundary.isPresent()
        || !dirtyEntries.isEmpty();
  }

  /**
   * Rewrites what still waits, for example because the term in which it was said is over; null
   * drops a message.
   */
  void rewriteDeferred(UnaryOperator<Message> rewrite) {
    if (deferred.isEmpty()) {
      return;
    }
    List<Deferred> before = new ArrayList<>(deferred);
    deferred.clear();
    for (Deferred d : before) {
      Message message = rewrite.apply(d.message());
      if (message == d.message()) {
        deferred.add(d);
      } else if (message != null) {
        sendAfterHardState(d.to(), message);
      }
    }
  }

  /** Makes one write of all that has been changed since the last one. */
  Optional<Effect.Persist> flush(long lastIndex, long now) {
    if (!isDirty()) {
      return Optional.empty();
    }
    lastSequence++;
    if (hardStateDirty) {
      hardStateSequence = lastSequence;
    }
    pending.add(new Write(lastSequence, hardState, dirtyTruncation, lastIndex, now));
    PartitionWrite write = new PartitionWrite(
        false,
        hardStateDirty ? Optional.of(hardState) : Optional.empty(),
        dirtyTruncation,
        dirtyBoundary,
        dirtyEntries);
    hardStateDirty = false;
    dirtyTruncation = OptionalLong.empty();
    dirtyBoundary = Optional.empty();
    dirtyEntries = new ArrayList<>();
    return Optional.of(new Effect.Persist(lastSequence, write));
  }

  /** Everything up to a write is durable. */
  void persisted(long sequence) {
    check(
        sequence <= lastSequence && sequence >= durableSequence,
        "writes complete in order",
        sequence);
    durableSequence = sequence;
    Write last = null;
    while (!pending.isEmpty() && pending.peekFirst().sequence() <= sequence) {
      last = pending.removeFirst();
    }
    if (last == null) {
      return;
    }
    durableHardState = last.hardState();
    long durable = Math.min(last.lastIndexAfter(), dirtyTruncation.orElse(Long.MAX_VALUE));
    for (Write later : pending) {
      durable = Math.min(durable, later.truncateAfter().orElse(Long.MAX_VALUE));
    }
    durableIndex = durable;
  }

  /** Takes the messages that need wait no longer, in the order in which they were deferred. */
  List<Effect.Send> releasable() {
    if (deferred.isEmpty()) {
      return List.of();
    }
    List<Effect.Send> ready = new ArrayList<>();
    List<Deferred> waiting = new ArrayList<>();
    for (Deferred d : deferred) {
      if (d.sequence() <= durableSequence) {
        addCoalesced(ready, d);
      } else {
        waiting.add(d);
      }
    }
    deferred.clear();
    deferred.addAll(waiting);
    return ready;
  }

  /** Of several acknowledgements to one leader that become ready at once, the furthest says all. */
  private static void addCoalesced(List<Effect.Send> ready, Deferred d) {
    if (d.message() instanceof Message.AppendAccepted later && !ready.isEmpty()) {
      Effect.Send previous = ready.get(ready.size() - 1);
      if (previous.to() == d.to()
          && previous.message() instanceof Message.AppendAccepted earlier
          && earlier.term() == later.term()
          && earlier.matchIndex() <= later.matchIndex()) {
        ready.remove(ready.size() - 1);
      }
    }
    ready.add(new Effect.Send(d.to(), d.message()));
  }

  /** When the oldest write that has not completed was submitted; empty if none is under way. */
  OptionalLong oldestWriteAt() {
    return pending.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(pending.peekFirst().submittedAt());
  }
}
