package io.quorate.engine.raft;

import static io.quorate.engine.raft.GroupHarness.ELECTION;
import static io.quorate.engine.raft.GroupHarness.HEARTBEAT;
import static io.quorate.engine.raft.GroupHarness.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Learners and joint consensus (paper, section 6; dissertation, chapter 4), in the core alone. */
class ConfigurationChangeTest {
  private static final Configuration THREE = Configuration.of(nodes(1, 2, 3));

  @Test
  void aLearnerCatchesUpAndNeverCounts() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3, 4);
    group.elect(1);
    group.change(1, nodes(1, 2, 3), nodes(4));
    group.deliver();
    group.pass(2 * HEARTBEAT);
    assertThat(group.answers()).containsExactly(Effect.Answer.DONE);
    assertThat(group.member(4).lastIndex()).isEqualTo(group.member(1).lastIndex());

    group.lose(m -> m.from() == 2 || m.from() == 3);
    long commit = group.member(1).commitIndex();
    group.propose(1, "acknowledged by the leader and the learner only");
    group.deliver();
    assertThat(group.member(1).matchIndex(4)).hasValue(group.member(1).lastIndex());
    assertThat(group.member(1).commitIndex()).isEqualTo(commit);
  }

  @Test
  void aLearnerDoesNotCampaignButVotesIfAsked() {
    GroupHarness group =
        new GroupHarness(new Configuration(nodes(1, 2), nodes(), nodes(3)), 1, 2, 3);
    group.isolate(3);
    group.pass(10 * ELECTION);
    assertThat(group.member(3).role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(group.member(3).hardState().term()).isZero();
    group.step(3, new Input.Received(1, new Message.VoteRequest(50, 99, 49, false)));
    assertThat(group.member(3).durableHardState().vote()).isEqualTo(OptionalInt.of(1));
  }

  @Test
  void votersAreReplacedThroughAJointConfigurationThatIsLeftByItself() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3, 4, 5);
    group.elect(1);
    group.change(1, nodes(1, 4, 5), nodes());
    assertThat(group.member(1).configuration().isJoint()).isTrue();
    group.deliver();
    group.pass(4 * HEARTBEAT);
    assertThat(group.answers()).containsExactly(Effect.Answer.DONE);
    for (int node : new int[] {1, 4, 5}) {
      assertThat(group.member(node).configuration()).isEqualTo(Configuration.of(nodes(1, 4, 5)));
    }
  }

  @Test
  void aJointConfigurationNeedsBothMajorities() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3, 4, 5);
    group.elect(1);
    long commit = group.member(1).commitIndex();
    group.lose(m -> m.from() == 4 || m.from() == 5);
    group.change(1, nodes(1, 4, 5), nodes());
    group.deliver();
    assertThat(group.member(1).commitIndex()).as("the old majority alone").isEqualTo(commit);

    GroupHarness other = new GroupHarness(THREE, 1, 2, 3, 4, 5);
    other.elect(1);
    other.lose(m -> m.from() == 2 || m.from() == 3);
    other.change(1, nodes(1, 4, 5), nodes());
    other.deliver();
    assertThat(other.member(1).commitIndex()).as("the new majority alone").isEqualTo(commit);
  }

  @Test
  void aLaterLeaderFinishesWhatAnotherBegan() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3, 4, 5);
    group.elect(1);
    group.lose(m -> m.message() instanceof Message.AppendAccepted);
    group.change(1, nodes(1, 2, 4), nodes());
    group.deliver();
    assertThat(group.member(2).configuration().isJoint()).isTrue();
    group.isolate(1);
    group.pass(10 * ELECTION);
    int leader = group.leaderAmong(2, 3, 4).orElseThrow();
    assertThat(group.member(leader).configuration()).isEqualTo(Configuration.of(nodes(1, 2, 4)));
    assertThat(group.member(leader).commitIndex())
        .isGreaterThanOrEqualTo(group.member(leader).configurationIndex());
  }

  @Test
  void aRemovedLeaderLeadsUntilItsRemovalCommitsWithoutCountingItself() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3);
    group.elect(1);
    group.lose(m -> m.from() == 3);
    group.change(1, nodes(2, 3), nodes());
    group.deliver();
    assertThat(group.member(1).role()).isEqualTo(RoleName.LEADER);
    group.lose(m -> false);
    group.pass(4 * HEARTBEAT);
    assertThat(group.member(1).role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(group.answers()).containsExactly(Effect.Answer.DONE);
    group.pass(10 * ELECTION);
    assertThat(group.leaderAmong(2, 3)).isPresent();
    assertThat(group.member(1).role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void oneChangeAtATimeAndNoneBeforeAnEntryOfTheOwnTerm() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3, 4);
    group.lose(m -> m.message() instanceof Message.AppendAccepted);
    group.step(1, new Input.Campaign());
    group.deliver();
    group.change(1, nodes(1, 2, 3, 4), nodes());
    assertThat(group.answers()).containsExactly(Effect.Answer.NOT_READY);

    group.lose(m -> false);
    group.pass(4 * HEARTBEAT);
    group.lose(m -> m.message() instanceof Message.AppendAccepted);
    group.change(1, nodes(1, 2, 3, 4), nodes());
    group.change(1, nodes(1, 2), nodes());
    assertThat(group.answers()).containsExactly(Effect.Answer.NOT_READY, Effect.Answer.BUSY);
  }

  @Test
  void impossibleChangesAreRefused() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3);
    group.elect(1);
    group.change(1, nodes(), nodes());
    group.change(1, nodes(1, 2), nodes(2));
    group.change(2, nodes(1, 2), nodes());
    assertThat(group.answers())
        .containsExactly(Effect.Answer.INVALID, Effect.Answer.INVALID, Effect.Answer.NOT_LEADER);
  }

  @Test
  void aConfigurationThatIsTruncatedIsUndone() {
    GroupHarness group = new GroupHarness(THREE, 1, 2, 3);
    group.elect(1);
    group.isolate(1);
    group.change(1, nodes(1), nodes());
    group.deliver();
    assertThat(group.member(1).configuration().isJoint()).isTrue();
    group.pass(6 * ELECTION);
    int leader = group.leaderAmong(2, 3).orElseThrow();
    group.lose(m -> false);
    group.propose(leader, "another entry at that index");
    group.pass(4 * HEARTBEAT);
    assertThat(group.member(1).configuration()).isEqualTo(THREE);
  }
}
