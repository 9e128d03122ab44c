package io.quorate.engine.node;

import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells one partition's callers how their calls have ended, and gives back the room that their
 * proposals took. Used on the event loop; callers hear on the lane for answers.
 */
final class Outcomes {
  private final NodeContext context;
  private final PartitionHost host;

  Outcomes(NodeContext context, PartitionHost host) {
    this.context = context;
    this.host = host;
  }

  /** A proposal's entry can be in this node's log no longer, or needs no room any more. */
  void release(PendingProposal proposal) {
    if (proposal.call().host() == host && proposal.call().isAdmitted()) {
      context.admission.release(host.gate(), 1, proposal.data().length);
    }
  }

  /** These have not become entries, and never will. */
  void refuse(List<Draft> refused, ReplicationResult result) {
    if (refused.isEmpty()) {
      return;
    }
    List<Draft> all = List.copyOf(refused);
    context.answers.execute(() -> all.forEach(draft -> {
      if (draft instanceof PendingProposal proposal) {
        release(proposal);
        proposal.complete(result);
      }
    }));
  }

  /** The node has stopped before these became entries. */
  void notTaken(List<Draft> refused) {
    refuse(
        refused,
        new ReplicationResult.NotCommitted(
            context.isClosed() ? ReplicationStatus.CLOSED : ReplicationStatus.NODE_FAILED));
  }

  /** Nobody waits for these any longer; whether they are committed is open. */
  void unknown(List<PendingProposal> open) {
    if (!open.isEmpty()) {
      context.answers.execute(() -> open.forEach(p -> p.complete(p.call().timedOut())));
    }
  }

  /** Nobody will know any more whether these were committed. */
  void unresolved(List<PendingProposal> open) {
    open.forEach(this::release);
    unknown(open);
  }

  /** A request to the group is answered. */
  @SuppressWarnings("unchecked") // all tokens are made by Node
  void answer(Object token, Effect.Answer answer) {
    context.answers.execute(() -> ((Consumer<Effect.Answer>) token).accept(answer));
  }

  /**
   * The node has stopped, and the group takes no more inputs. Of a step that was cut off nobody
   * knows how far it came.
   */
  void stopped(List<Input> cutOff, List<Input> waiting) {
    for (Input input : cutOff) {
      if (input instanceof Input.Propose propose) {
        unknown(proposals(propose));
      } else {
        endRequest(input);
      }
    }
    for (Input input : waiting) {
      if (input instanceof Input.Propose propose) {
        notTaken(propose.drafts());
      } else {
        endRequest(input);
      }
    }
  }

  private void endRequest(Input input) {
    if (input instanceof Input.TransferLeadership transfer) {
      answer(transfer.token(), Effect.Answer.TIMED_OUT);
    } else if (input instanceof Input.StepDown stepDown) {
      answer(stepDown.token(), Effect.Answer.TIMED_OUT);
    } else if (input instanceof Input.ChangeConfiguration change) {
      answer(change.token(), Effect.Answer.TIMED_OUT);
    }
  }

  private static List<PendingProposal> proposals(Input.Propose propose) {
    List<PendingProposal> proposals = new ArrayList<>();
    for (Draft draft : propose.drafts()) {
      if (draft instanceof PendingProposal proposal) {
        proposals.add(proposal);
      }
    }
    return proposals;
  }
}
