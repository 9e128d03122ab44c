package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.PartitionStatus;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.RoleName;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a node tells people about one of its partitions. On the partition's event loop. */
final class PartitionReport {
  private PartitionReport() {}

  static PartitionStatus of(
      GroupProbe group,
      Optional<Leader> leader,
      Applier applier,
      PartitionSnapshots snapshots,
      long now) {
    SortedMap<Integer, Long> lag = new TreeMap<>();
    if (group.role() == RoleName.LEADER) {
      for (int member : group.configuration().members()) {
        if (member != group.nodeId()) {
          lag.put(member, group.lastIndex() - group.matchIndex(member).orElse(0));
        }
      }
    }
    SortedSet<Integer> voters = new TreeSet<>(group.configuration().voters());
    voters.addAll(group.configuration().outgoing());
    return new PartitionStatus(
        group.partition(),
        role(group),
        group.hardState().term(),
        leader,
        group.boundary().index() + 1,
        group.lastIndex(),
        group.durableIndex(),
        group.commitIndex(),
        applier.appliedIndex(),
        voters,
        group.configuration().learners(),
        lag,
        snapshots.newestIndex(),
        applier.openTickets(),
        applier.problem().or(() -> snapshots.problem(now)));
  }

  private static PartitionStatus.Role role(GroupProbe group) {
    return switch (group.role()) {
      case FOLLOWER ->
        group.configuration().isVoter(group.nodeId())
            ? PartitionStatus.Role.FOLLOWER
            : PartitionStatus.Role.LEARNER;
      case PRE_CANDIDATE -> PartitionStatus.Role.PRE_CANDIDATE;
      case CANDIDATE -> PartitionStatus.Role.CANDIDATE;
      case LEADER -> PartitionStatus.Role.LEADER;
    };
  }
}
