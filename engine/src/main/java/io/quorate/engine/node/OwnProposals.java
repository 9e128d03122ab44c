package io.quorate.engine.node;

import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.TicketCodec;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.ticket.DecisionEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What the leader of one partition proposes by itself: that tickets whose time is over expire, and
 * checkpoints. Touched by the event loop alone.
 */
final class OwnProposals {
  private final NodeContext context;
  private final PartitionHost host;
  private final TicketExpiry expiry = new TicketExpiry();
  private final AutomaticCheckpoints checkpoints;

  /** {@code checkpointIndex} is that of the snapshot that was there at the start, or 0. */
  OwnProposals(NodeContext context, PartitionHost host, long checkpointIndex) {
    this.context = context;
    this.host = host;
    this.checkpoints = new AutomaticCheckpoints(context.settings, checkpointIndex);
  }

  // ---- tickets

  /**
   * This node leads a term. Returns what is to be proposed now: an entry decides, not this clock;
   * what is in the log before it counts.
   */
  List<Draft> expired(long term, long now) {
    expiry.leads(term);
    List<HybridTimestamp> over = expiry.over(now);
    if (over.isEmpty()) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    for (HybridTimestamp ticket : over) {
      byte[] data = TicketCodec.encode(new DecisionEntry(ticket, Decision.EXPIRED));
      drafts.addAll(call(EntryKind.DECISION, data, now).drafts());
    }
    return drafts;
  }

  long nextDeadline() {
    return expiry.nextDeadline();
  }

  /** A batch has been applied, or a part of it. */
  void ticketsChanged(SortedMap<HybridTimestamp, Long> opened, List<HybridTimestamp> decided) {
    opened.forEach(
        (ticket, lifetime) -> expiry.opened(ticket, lifetime, context.environment.nanoTime()));
    decided.forEach(expiry::decided);
  }

  /** A snapshot has been restored, with these open tickets. */
  void restored(SortedMap<HybridTimestamp, Long> open) {
    expiry.replaced(open, context.environment.nanoTime());
  }

  /** The group has not taken these. */
  void refused(List<Draft> drafts) {
    for (Draft draft : drafts) {
      if (isOwnDecision(draft)) {
        expiry.refused(ticketOf(draft), context.environment.nanoTime());
      }
    }
  }

  private static boolean isOwnDecision(Draft draft) {
    return draft instanceof PendingProposal proposal
        && proposal.kind() == EntryKind.DECISION
        && !proposal.call().isAdmitted();
  }

  private static HybridTimestamp ticketOf(Draft ownDecision) {
    try {
      return TicketCodec.decision(ownDecision.data()).ticket();
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("what this node has encoded it cannot decode", e);
    }
  }

  // ---- checkpoints

  /** This node leads: proposes a checkpoint if it is time for one. */
  void checkpointIfDue(long appliedIndex, long appliedBytes, long now) {
    if (!checkpoints.isDue(appliedIndex, appliedBytes, now)) {
      return;
    }
    checkpoints.asked();
    ProposalCall call = call(EntryKind.CHECKPOINT, new byte[0], now);
    call.single()
        .thenAccept(result -> host.loop()
            .execute(() -> checkpoints.answered(result.success(), context.environment.nanoTime())));
    host.propose(call);
  }

  /** A checkpoint has been applied, whoever asked for it. */
  void checkpointed(long index, long appliedBytes) {
    checkpoints.applied(index, appliedBytes);
  }

  private ProposalCall call(EntryKind kind, byte[] data, long now) {
    Duration timeout = context.settings.callTimeout();
    return new ProposalCall(
        host,
        kind,
        false,
        List.of(new Proposal("", data)),
        false,
        timeout,
        now + timeout.toNanos());
  }
}
