package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Proposal;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private static final long DEADLINE = 100;

  private final List<PendingProposal> released = new ArrayList<>();
  private final Proposals proposals = new Proposals(released::add);

  private PendingProposal appended(long index, long deadline) {
    ProposalCall call = new ProposalCall(
        null,
        EntryKind.COMMAND,
        true,
        List.of(new Proposal("test", new byte[1])),
        false,
        Duration.ofNanos(deadline),
        deadline);
    List<Draft> drafts = call.drafts();
    proposals.appended(drafts, index, 1, 0);
    return (PendingProposal) drafts.get(0);
  }

  private void end(List<PendingProposal> expired) {
    expired.forEach(proposal -> proposal.complete(proposal.call().timedOut()));
  }

  @Test
  void roomIsKeptAsLongAsTheEntryIsInTheLog() {
    PendingProposal proposal = appended(5, DEADLINE);
    assertThat(proposals.nextExpiry()).isEqualTo(DEADLINE);
    List<PendingProposal> expired = proposals.expired(DEADLINE, List.of());
    assertThat(expired).containsExactly(proposal);
    end(expired);
    assertThat(released).isEmpty();
    assertThat(proposals.nextExpiry()).isEqualTo(Long.MAX_VALUE);
    assertThat(proposals.takeUpTo(5)).containsExactly(proposal);
  }

  @Test
  void whatIsCutOffDecidesUntilItsTimeIsOver() {
    PendingProposal proposal = appended(5, DEADLINE);
    proposals.truncated(4);
    assertThat(proposals.expired(DEADLINE - 1, List.of())).isEmpty();
    assertThat(proposals.takeUpTo(5)).containsExactly(proposal);
    assertThat(released).as("whoever takes it gives the room back").isEmpty();
  }

  @Test
  void roomIsGivenBackWhenTheTimeOfWhatWasCutOffIsOver() {
    PendingProposal proposal = appended(5, DEADLINE);
    proposals.truncated(4);
    assertThat(proposals.expired(DEADLINE, List.of())).containsExactly(proposal);
    assertThat(released).containsExactly(proposal);
    assertThat(proposals.drain()).isEmpty();
  }

  @Test
  void roomIsGivenBackAtOnceWhenTheEntryIsCutOffAfterItsTime() {
    PendingProposal proposal = appended(5, DEADLINE);
    end(proposals.expired(DEADLINE, List.of()));
    proposals.truncated(4);
    assertThat(proposals.nextExpiry()).as("nothing else need come").isLessThanOrEqualTo(DEADLINE);
    assertThat(proposals.expired(DEADLINE + 1, List.of())).isEmpty();
    assertThat(released).containsExactly(proposal);
  }
}
