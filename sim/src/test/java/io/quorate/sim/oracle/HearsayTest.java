package io.quorate.sim.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HearsayTest {
  private static final long ELECTION = 100;
  private static final Message HEARTBEAT = new Message.AppendRequest(4, 0, 0, 0, 0, List.of());

  private final Hearsay hearsay = new Hearsay(ELECTION);

  /** In term 4. */
  private void hear(long now, Message... messages) {
    hearsay.hear(
        Arrays.stream(messages).<Input>map(m -> new Input.Received(2, m)).toList(), 4, now);
  }

  @Test
  void whoHearsALeaderSupportsNoCandidate() {
    hear(0, HEARTBEAT);
    hear(ELECTION - 1, new Message.VoteRequest(5, 0, 0, false));
    assertThat(hearsay.mayVote(2, 5)).isFalse();
    assertThat(hearsay.brought(5)).isFalse();

    hear(ELECTION, new Message.VoteRequest(5, 0, 0, false));
    assertThat(hearsay.mayVote(2, 5)).isTrue();
    assertThat(hearsay.brought(5)).isTrue();
  }

  @Test
  void aCandidacyThatTheLeaderWantsIsSupported() {
    hear(0, HEARTBEAT, new Message.VoteRequest(5, 0, 0, true));
    assertThat(hearsay.mayVote(2, 5)).isTrue();
  }

  @Test
  void aVoteRequestBringsNoTermForCertainButAnAppendDoes() {
    hear(0, new Message.VoteRequest(6, 0, 0, false));
    assertThat(hearsay.latestTerm()).isEqualTo(4);
    hear(1, new Message.AppendRequest(6, 0, 0, 0, 0, List.of()));
    assertThat(hearsay.latestTerm()).isEqualTo(6);
  }

  @Test
  void aPreVoteIsForOneTerm() {
    hear(0, new Message.PreVoteResponse(5, null));
    assertThat(hearsay.wouldVote(2, 5)).isTrue();
    assertThat(hearsay.wouldVote(2, 6)).isFalse();
    assertThat(hearsay.wouldVote(3, 5)).isFalse();
  }

  @Test
  void whoIsToldToCampaignDoesSoInTheNextTermAndInThisStep() {
    hear(0, new Message.TimeoutNow(4));
    assertThat(hearsay.toldToCampaignIn(5)).isTrue();
    hear(1, HEARTBEAT);
    assertThat(hearsay.toldToCampaignIn(5)).isFalse();
  }
}
