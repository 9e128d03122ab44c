package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state machine of partition 0: the number of partitions, and the members with the addresses
 * that they advertised last. Deterministic; not thread-safe.
 */
public final class Roster implements SystemCommand.Visitor<Void> {
  private final TreeMap<Integer, RosterEntry> members = new TreeMap<>();
  private int partitions;

  /** An empty roster. */
  public Roster() {}

  /**
   * Applies a committed command.
   *
   * @param command the command
   */
  public void apply(SystemCommand command) {
    command.accept(this);
  }

  @Override
  public Void cluster(SystemCommand.Cluster c) {
    // Two leaders may each have found the roster empty; the first that committed has begun it.
    if (members.isEmpty()) {
      partitions = c.partitions();
      c.roster().forEach(entry -> members.put(entry.member().nodeId(), entry));
    }
    return null;
  }

  @Override
  public Void memberAddress(SystemCommand.MemberAddress c) {
    members.computeIfPresent(
        c.nodeId(), (id, entry) -> new RosterEntry(entry.member(), c.address()));
    return null;
  }

  /**
   * The number of application partitions.
   *
   * @return 0 before it has been written down
   */
  public int partitions() {
    return partitions;
  }

  /**
   * Where a member was when it was last written down.
   *
   * @param nodeId the member
   * @return empty if it is not in the roster
   */
  public Optional<NodeAddress> address(int nodeId) {
    return Optional.ofNullable(members.get(nodeId)).map(RosterEntry::address);
  }

  /**
   * What a leader of partition 0 should write down next.
   *
   * @param record the cluster
   * @param heard where members are, as the leader has heard from themselves
   * @return empty if the roster says it all; the cluster is written down only when all addresses
   *     are known
   */
  public Optional<SystemCommand> news(
      FormationRecord record, SortedMap<Integer, NodeAddress> heard) {
    if (members.isEmpty()) {
      List<RosterEntry> entries = new ArrayList<>();
      for (Member member : record.members()) {
        NodeAddress address = heard.get(member.nodeId());
        if (address == null) {
          return Optional.empty();
        }
        entries.add(new RosterEntry(member, address));
      }
      return Optional.of(new SystemCommand.Cluster(record.partitions(), entries));
    }
    for (RosterEntry entry : members.values()) {
      int nodeId = entry.member().nodeId();
      NodeAddress address = heard.get(nodeId);
      if (address != null && !address.equals(entry.address())) {
        return Optional.of(new SystemCommand.MemberAddress(nodeId, address));
      }
    }
    return Optional.empty();
  }
}
