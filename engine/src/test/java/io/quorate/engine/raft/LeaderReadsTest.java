package io.quorate.engine.raft;

import static io.quorate.engine.raft.GroupHarness.ELECTION;
import static io.quorate.engine.raft.GroupHarness.HEARTBEAT;
import static io.quorate.engine.raft.GroupHarness.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A leader whose followers are far behind, or dead. */
class LeaderReadsTest {
  private final GroupHarness group =
      new GroupHarness(new Configuration(nodes(1, 2, 3), nodes(), nodes()), 1, 2, 3);

  /** Node 3 misses more than the leader keeps in memory. */
  private void leaveBehind() {
    group.elect(1);
    group.isolate(3);
    for (int i = 0; i < 60; i++) {
      group.propose(1, "x".repeat(500));
      group.deliver();
    }
    group.pass(2 * HEARTBEAT);
    group.lose(m -> false);
    group.pass(2 * HEARTBEAT);
  }

  @Test
  void aReadThatBringsNothingIsMadeAgainAfterAHeartbeatOnly() {
    leaveBehind();
    List<Effect.ReadEntries> reads = group.reads();
    assertThat(reads).hasSize(1);

    group.step(1, new Input.EntriesRead(3, reads.get(0).from(), List.of()));
    group.deliver();
    assertThat(group.reads()).as("reads right after a failed one").isEmpty();

    group.pass(2 * HEARTBEAT);
    assertThat(group.reads()).as("reads after a heartbeat").hasSize(1);
  }

  @Test
  void leadershipIsHandedToOneThatHasAnsweredLately() {
    group.elect(1);
    group.isolate(2);
    group.pass(HEARTBEAT);
    long since = group.now();
    assertThat(group.member(1).matchIndex(2)).isEqualTo(group.member(1).matchIndex(3));
    group.lose(m -> m.from() == 2 || m.to() == 2);
    group.pass(ELECTION / 2);
    assertThat(Successor.of(group.member(1), since)).contains(3);

    group.isolate(3);
    group.lose(m -> true);
    long silence = group.now();
    group.pass(ELECTION / 4);
    assertThat(group.member(1).role()).isEqualTo(RoleName.LEADER);
    assertThat(Successor.of(group.member(1), silence + 1)).isEmpty();
  }
}
