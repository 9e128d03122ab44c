package io.quorate.engine.node;

import io.quorate.Proposal;
import io.quorate.ReplicationStatus;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.EntryKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes the application's proposals, on the caller's thread: refuses what can never be, admits the
 * rest or does not.
 */
final class ProposalDesk {
  private final NodeContext context;

  ProposalDesk(NodeContext context) {
    this.context = context;
  }

  /** Why proposals cannot be taken, whatever the load; empty if they can. */
  Optional<ReplicationStatus> objection(int partition, List<Proposal> proposals) {
    if (partition == 0) {
      return Optional.of(ReplicationStatus.SYSTEM_PARTITION);
    }
    for (Proposal proposal : proposals) {
      if (proposal.data().length > context.settings.maxEntryBytes()
          || utf8Length(proposal.type()) > Proposal.MAX_TYPE_BYTES) {
        return Optional.of(ReplicationStatus.ENTRY_TOO_LARGE);
      }
    }
    return Optional.empty();
  }

  private static int utf8Length(String type) {
    return type.length() * 3 <= Proposal.MAX_TYPE_BYTES
        ? type.length()
        : type.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Admits proposals and sends them on their way; empty if there is no room. */
  Optional<ProposalCall> admit(
      PartitionHost host,
      EntryKind kind,
      List<Proposal> proposals,
      boolean batch,
      Duration timeout) {
    long deadline = context.environment.nanoTime() + timeout.toNanos();
    ProposalCall call = new ProposalCall(host, kind, true, proposals, batch, timeout, deadline);
    int count = proposals.size();
    if (!context.admission.tryAdmit(host.gate(), count, call.bytes())) {
      context.counters.add(Counter.PROPOSALS_QUEUE_FULL, count);
      return Optional.empty();
    }
    context.counters.add(Counter.PROPOSALS_ADMITTED, count);
    host.loop().execute(() -> host.propose(call));
    return Optional.of(call);
  }
}
