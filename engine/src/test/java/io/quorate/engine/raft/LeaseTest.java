package io.quorate.engine.raft;

import static io.quorate.engine.raft.GroupHarness.ELECTION;
import static io.quorate.engine.raft.GroupHarness.HEARTBEAT;
import static io.quorate.engine.raft.GroupHarness.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What a leader's lease rests on, when it ends, and what voters do for it. */
class LeaseTest {
  private static final Leases TENTH = new Leases(true, true, 100_000);

  /** An election timeout by a clock that is slower by a tenth. */
  private static final long LEASE = 90;

  private final GroupHarness group = of(TENTH, 1, 2, 3);

  private static GroupHarness of(Leases leases, int... members) {
    return new GroupHarness(new Configuration(nodes(members), nodes(), nodes()), leases, members);
  }

  private OptionalLong leaseEnd(int node) {
    return group.member(node).leaseEnd();
  }

  private boolean hasLease(int node) {
    return leaseEnd(node).isPresent() && group.now() < leaseEnd(node).getAsLong();
  }

  @Property(tries = 500)
  void aVoterThatIsFasterByTheBoundStillWaitsUntilTheEnd(
      @ForAll @IntRange(max = 500_000) int ppm,
      @ForAll @LongRange(min = 1, max = 3_600_000_000_000L) long timeout) {
    long lease = new Leases(true, true, ppm).nanos(timeout);
    // By the voter's clock, in two parts lest it overflow.
    long atVoter = lease + lease / 1_000_000 * ppm + lease % 1_000_000 * ppm / 1_000_000;
    assertThat(atVoter).isLessThanOrEqualTo(timeout);
    assertThat(lease).isGreaterThanOrEqualTo(timeout / 2);
  }

  @Test
  void itLastsFromWhenTheLastQuestionWasSentThatAQuorumHasAnswered() {
    group.elect(1);
    assertThat(hasLease(1)).isTrue();
    long confirmed =
        Math.max(confirmedAt(2), confirmedAt(3)); // with the leader itself one more is enough
    assertThat(leaseEnd(1)).hasValue(confirmed + LEASE);

    group.isolate(1);
    long end = leaseEnd(1).orElseThrow();
    group.pass(ELECTION / 2);
    assertThat(leaseEnd(1)).as("what nobody answers").hasValue(end);
    assertThat(group.member(1).role()).isEqualTo(RoleName.LEADER);

    group.lose(m -> m.from() == 3 || m.to() == 3);
    group.pass(2 * HEARTBEAT);
    assertThat(leaseEnd(1).orElseThrow()).as("one follower answers again").isGreaterThan(end);
  }

  private long confirmedAt(int follower) {
    return group.member(1).confirmedAt(follower).orElseThrow();
  }

  @Test
  void anAnswerCountsFromItsQuestionHoweverLateItComes() {
    group.elect(1);
    List<GroupHarness.Mail> held = new ArrayList<>();
    group.lose(m -> m.to() == 1 && held.add(m));
    long from = group.now();
    group.pass(3 * HEARTBEAT);
    group.lose(m -> true);
    group.pass(3 * HEARTBEAT);
    held.forEach(m -> group.step(1, new Input.Received(m.from(), m.message())));
    assertThat(leaseEnd(1).orElseThrow())
        .isGreaterThan(from + LEASE)
        .isLessThanOrEqualTo(from + 3 * HEARTBEAT + LEASE);
  }

  @Test
  void thatAFollowerIsGivenTimeToAnswerIsNoAnswer() {
    group.lose(m -> m.message() instanceof Message.AppendRequest);
    group.step(1, new Input.Campaign());
    group.deliver();
    assertThat(group.member(1).role()).isEqualTo(RoleName.LEADER);
    assertThat(group.member(1).confirmedAt(2)).isPresent();
    assertThat(leaseEnd(1)).isEmpty();
  }

  @Test
  void thereIsNoneBeforeAnEntryOfTheTermIsCommitted() {
    // Of two voters both must have it on disk; what the follower has answered is enough for a
    // lease.
    GroupHarness two = of(TENTH, 1, 2);
    two.slowDisk(1);
    two.step(1, new Input.Campaign());
    two.deliver();
    two.syncNow(1); // its vote
    two.slowDisk(1);
    two.deliver();
    two.pass(2 * HEARTBEAT);
    assertThat(two.member(1).role()).isEqualTo(RoleName.LEADER);
    assertThat(two.member(1).matchIndex(2)).hasValue(1);
    assertThat(two.member(1).commitIndex()).isZero();
    assertThat(two.member(1).leaseEnd()).isEmpty();
    two.syncNow(1);
    assertThat(two.member(1).commitIndex()).isOne();
    assertThat(two.member(1).leaseEnd()).isPresent();
  }

  @Test
  void aJointConfigurationNeedsBothHalves() {
    GroupHarness five =
        new GroupHarness(new Configuration(nodes(1, 2, 3), nodes(), nodes()), TENTH, 1, 2, 3, 4, 5);
    five.elect(1);
    five.lose(m -> m.from() > 3 || m.to() > 3);
    five.change(1, nodes(1, 4, 5), nodes());
    five.pass(2 * HEARTBEAT);
    assertThat(five.member(1).configuration().isJoint()).isTrue();
    assertThat(five.member(1).leaseEnd())
        .as("of the new voters none has answered")
        .isEmpty();
    five.lose(m -> m.from() == 5 || m.to() == 5);
    five.pass(2 * HEARTBEAT);
    assertThat(five.member(1).leaseEnd()).isPresent();
  }

  @Test
  void aLeaderThatIsAloneHasItForEver() {
    GroupHarness one = of(TENTH, 1);
    one.elect(1);
    assertThat(one.member(1).leaseEnd()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void whoHandsOverHasNoneAnyMoreAlsoWhenThatComesToNothing() {
    group.elect(1);
    group.lose(m -> m.message() instanceof Message.TimeoutNow);
    group.step(1, new Input.TransferLeadership(2, "transfer"));
    assertThat(leaseEnd(1)).isEmpty();
    group.pass(2 * ELECTION);
    assertThat(group.answers()).containsExactly(Effect.Answer.TIMED_OUT);
    assertThat(group.member(1).role()).isEqualTo(RoleName.LEADER);
    assertThat(leaseEnd(1)).isEmpty();
  }

  @Test
  void whoStepsDownHasNoneAnyMore() {
    group.elect(1);
    group.step(1, new Input.StepDown("down"));
    assertThat(leaseEnd(1)).isEmpty();
  }

  @Test
  void aLeaderThatIsVotedOutHasNone() {
    group.elect(1);
    group.change(1, nodes(2, 3), nodes());
    group.deliver();
    group.pass(HEARTBEAT);
    assertThat(leaseEnd(1)).isEmpty();
  }

  @Test
  void itRestsWhileTheClockIsDoubted() {
    group.elect(1);
    group.step(1, new Input.DoubtClock(group.now() + ELECTION));
    assertThat(leaseEnd(1)).isEmpty();
    group.pass(ELECTION - HEARTBEAT);
    assertThat(leaseEnd(1)).isEmpty();
    group.pass(2 * HEARTBEAT);
    assertThat(hasLease(1)).isTrue();
  }

  @Test
  void aFollowersQuestionIsAnsweredWithoutAskingAnybodyWhileItHolds() {
    group.elect(1);
    List<Message> sent = new ArrayList<>();
    group.lose(m -> m.to() != 1 && sent.add(m.message()));
    group.step(1, new Input.Received(2, new Message.ReadIndexRequest(1, 7)));
    group.deliver();
    assertThat(sent).containsExactly(new Message.ReadIndexResponse(1, 7, 1, null));

    group.pass(LEASE);
    sent.clear();
    group.step(1, new Input.Received(2, new Message.ReadIndexRequest(1, 8)));
    group.deliver();
    assertThat(sent).anyMatch(Message.ConfirmRequest.class::isInstance);
    assertThat(sent).noneMatch(Message.ReadIndexResponse.class::isInstance);
  }

  @Test
  void thereIsNoneUnlessItIsSwitchedOn() {
    GroupHarness without = of(new Leases(true, false, 0), 1, 2, 3);
    without.elect(1);
    assertThat(without.member(1).leaseEnd()).isEmpty();
  }

  // ---- voters

  private static RaftGroup voter(HardState hardState, long now) {
    return new RaftGroup(
        new GroupSettings(1, 2, HEARTBEAT, ELECTION, 100, 1000, 4, 10_000, 10_000, TENTH),
        new RestoredGroup(
            hardState,
            LogBoundary.START,
            0,
            new TreeMap<>(),
            new TreeMap<>(Map.of(0L, new Configuration(nodes(1, 2, 3), nodes(), nodes())))),
        new EntryCodec(1, () -> HybridTimestamp.ZERO),
        bound -> 0,
        now);
  }

  private static boolean votes(RaftGroup voter, int from, Message request, long now) {
    List<Effect> effects =
        new ArrayList<>(voter.step(List.of(new Input.Received(from, request)), now));
    for (Effect effect : List.copyOf(effects)) {
      if (effect instanceof Effect.Persist persist) {
        effects.addAll(voter.step(List.of(new Input.Persisted(persist.sequence())), now));
      }
    }
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(e -> ((Effect.Send) e).message())
        .anyMatch(m -> m instanceof Message.VoteResponse vote && vote.granted()
            || m instanceof Message.PreVoteResponse preVote && preVote.granted());
  }

  @Test
  void aVoterThatHasJustStartedVotesForNobody() {
    RaftGroup voter = voter(new HardState(4, OptionalInt.empty()), 1000);
    assertThat(votes(voter, 1, new Message.PreVoteRequest(5, 0, 0), 1000)).isFalse();
    assertThat(votes(voter, 1, new Message.VoteRequest(5, 0, 0, false), 1000 + ELECTION - 1))
        .isFalse();
    assertThat(votes(voter, 1, new Message.VoteRequest(5, 0, 0, false), 1000 + ELECTION))
        .isTrue();
  }

  @Test
  void aVoterThatHasJustStartedDoesNotCampaignEither() {
    RaftGroup voter = voter(new HardState(4, OptionalInt.empty()), 1000);
    voter.step(List.of(new Input.Campaign()), 1000);
    assertThat(voter.role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void aVoterThatWasNeverInAnyTermHasNothingToKeep() {
    assertThat(votes(voter(HardState.INITIAL, 0), 1, new Message.VoteRequest(1, 0, 0, false), 0))
        .isTrue();
  }

  @Test
  void whomTheLeaderHasToldToCampaignIsVotedForAtOnce() {
    RaftGroup voter = voter(new HardState(4, OptionalInt.empty()), 1000);
    assertThat(votes(voter, 1, new Message.VoteRequest(5, 0, 0, true), 1000)).isTrue();
  }

  /** The leader that was heard may not have heard of the later term, and go on with its lease. */
  @Test
  void aVoterThatHearsOfALaterTermRemembersTheLeaderOfTheEarlierOne() {
    RaftGroup voter = voter(HardState.INITIAL, 0);
    voter.step(
        List.of(new Input.Received(3, new Message.AppendRequest(4, 0, 0, 0, 0, List.of()))), 10);
    voter.step(
        List.of(new Input.Received(1, new Message.PreVoteResponse(5, Message.Refusal.STALE_TERM))),
        20);
    assertThat(voter.hardState().term()).isEqualTo(5);
    assertThat(votes(voter, 1, new Message.VoteRequest(5, 0, 0, false), 10 + ELECTION - 1))
        .isFalse();
    assertThat(votes(voter, 1, new Message.VoteRequest(5, 0, 0, false), 10 + ELECTION))
        .isTrue();
  }
}
