package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Compaction, offers and installs, one member at a time. */
class SnapshotTest {
  private static final Configuration THREE = Configuration.of(GroupHarness.nodes(1, 2, 3));
  private static final Configuration FOUR = Configuration.of(GroupHarness.nodes(1, 2, 3, 4));

  private final EntryCodec codec = new EntryCodec(1, () -> HybridTimestamp.ZERO);
  private final RaftGroup member;
  private final List<Effect> effects = new ArrayList<>();
  private long persisted;

  SnapshotTest() {
    TreeMap<Long, Configuration> configurations = new TreeMap<>();
    configurations.put(0L, THREE);
    member = new RaftGroup(
        new GroupSettings(1, 1, 10, 100, 100, 1000, 4, 10_000, 10_000, Leases.NONE),
        new RestoredGroup(HardState.INITIAL, LogBoundary.START, 0, new TreeMap<>(), configurations),
        codec,
        bound -> 7 % bound,
        0);
  }

  private List<EntryRecord> entries(long first, long... terms) {
    List<EntryRecord> entries = new ArrayList<>();
    for (long term : terms) {
      entries.add(codec.encodeNoOp(first + entries.size(), term));
    }
    return entries;
  }

  private void step(Input... inputs) {
    effects.clear();
    effects.addAll(member.step(List.of(inputs), 0));
  }

  private void receive(Message message) {
    step(new Input.Received(2, message));
  }

  private void sync() {
    effects.clear();
    persisted++;
    effects.addAll(member.step(List.of(new Input.Persisted(persisted)), 0));
  }

  private <E extends Effect> List<E> all(Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private PartitionWrite written() {
    return all(Effect.Persist.class).get(0).write();
  }

  private void appendAndCommit(long... terms) {
    long last = terms.length;
    receive(new Message.AppendRequest(terms[terms.length - 1], 0, 0, last, 5, entries(1, terms)));
    sync();
    assertThat(member.applicableIndex()).isEqualTo(last);
  }

  @Test
  void aCompactedLogKnowsTheTermOfItsBeginningAndWhatFollows() {
    appendAndCommit(1, 1, 2, 2, 3);
    step(new Input.Compact(new LogBoundary(3, 2)));
    assertThat(written().boundary()).contains(new LogBoundary(3, 2));
    assertThat(member.boundary()).isEqualTo(new LogBoundary(3, 2));
    assertThat(member.termAt(2)).isEmpty();
    assertThat(member.termAt(3)).hasValue(2);
    assertThat(member.termAt(5)).hasValue(3);
    receive(new Message.AppendRequest(3, 3, 2, 5, 5, entries(4, 2, 3)));
    assertThat(member.lastIndex()).isEqualTo(5);
    receive(new Message.AppendRequest(3, 5, 3, 5, 5, entries(6, 3)));
    assertThat(member.lastIndex()).isEqualTo(6);
  }

  @Test
  void onlyWhatMayBeAppliedIsCompacted() {
    appendAndCommit(1, 1);
    receive(new Message.AppendRequest(1, 2, 1, 2, 5, entries(3, 1)));
    assertThatThrownBy(() -> step(new Input.Compact(new LogBoundary(3, 1))))
        .isInstanceOf(RaftInvariantViolation.class);
  }

  @Test
  void anOfferBeyondTheLogAsksForASnapshotAndIsASignOfLife() {
    appendAndCommit(1, 1);
    receive(new Message.SnapshotOffer(4, 9, 3, 77));
    assertThat(all(Effect.SnapshotNeeded.class)).containsExactly(new Effect.SnapshotNeeded(2, 9));
    assertThat(member.leader()).hasValue(2);
    sync();
    assertThat(all(Effect.Send.class))
        .containsExactly(new Effect.Send(2, new Message.AppendAccepted(4, 2, 77)));
  }

  @Test
  void anOfferOfWhatTheLogHoldsCommitsIt() {
    receive(new Message.AppendRequest(1, 0, 0, 0, 5, entries(1, 1, 1, 1)));
    sync();
    receive(new Message.SnapshotOffer(1, 2, 1, 77));
    assertThat(all(Effect.SnapshotNeeded.class)).isEmpty();
    assertThat(member.commitIndex()).isEqualTo(2);
    assertThat(all(Effect.Send.class))
        .containsExactly(new Effect.Send(2, new Message.AppendAccepted(1, 2, 77)));
  }

  @Test
  void anOfferOfAnEarlierTermIsRefused() {
    appendAndCommit(3);
    receive(new Message.SnapshotOffer(2, 9, 2, 77));
    assertThat(all(Effect.Send.class))
        .containsExactly(new Effect.Send(
            2, new Message.AppendRefused(3, Message.Refusal.STALE_TERM, 9, 0, 0, 77)));
    assertThat(all(Effect.SnapshotNeeded.class)).isEmpty();
  }

  /** The old end of the log goes, and nothing is durable of the new one before it is written. */
  @Test
  void aSnapshotReplacesALogThatDoesNotHoldItsEnd() {
    appendAndCommit(1, 1);
    receive(new Message.AppendRequest(2, 2, 1, 2, 5, entries(3, 2, 2, 2)));
    sync();
    step(new Input.InstallSnapshot(new Snapshot(new LogBoundary(4, 3), 4, FOUR)));
    assertThat(written().boundary()).contains(new LogBoundary(4, 3));
    assertThat(written().truncateAfter()).hasValue(2);
    assertThat(member.lastIndex()).isEqualTo(4);
    assertThat(member.commitIndex()).isEqualTo(4);
    assertThat(member.durableIndex()).isEqualTo(2);
    assertThat(member.configuration()).isEqualTo(FOUR);
    assertThat(all(Effect.Installed.class)).isEmpty();
    sync();
    assertThat(member.durableIndex()).isEqualTo(4);
    assertThat(all(Effect.Installed.class))
        .containsExactly(new Effect.Installed(new LogBoundary(4, 3)));
    assertThat(all(Effect.Applicable.class)).isEmpty();
    receive(new Message.AppendRequest(3, 4, 3, 5, 5, entries(5, 3)));
    sync();
    assertThat(all(Effect.Applicable.class)).containsExactly(new Effect.Applicable(5));
  }

  /** What follows in a log that holds the snapshot's end is not sent again (paper, section 7). */
  @Test
  void aSnapshotLeavesALogThatHoldsItsEnd() {
    receive(new Message.AppendRequest(1, 0, 0, 0, 5, entries(1, 1, 1, 1)));
    sync();
    step(new Input.InstallSnapshot(new Snapshot(new LogBoundary(2, 1), 0, THREE)));
    assertThat(member.lastIndex()).isEqualTo(3);
    assertThat(member.boundary()).isEqualTo(LogBoundary.START);
    assertThat(all(Effect.Installed.class))
        .containsExactly(new Effect.Installed(new LogBoundary(2, 1)));
    assertThat(member.applicableIndex()).isEqualTo(2);
  }

  @Test
  void aSnapshotOfWhatIsCommittedIsOfNoUse() {
    appendAndCommit(1, 1, 1);
    step(new Input.Compact(new LogBoundary(3, 1)));
    step(new Input.InstallSnapshot(new Snapshot(new LogBoundary(2, 1), 0, THREE)));
    assertThat(all(Effect.SnapshotIgnored.class))
        .containsExactly(new Effect.SnapshotIgnored(new LogBoundary(2, 1)));
    assertThat(member.boundary()).isEqualTo(new LogBoundary(3, 1));
    assertThat(member.lastIndex()).isEqualTo(3);
  }
}
