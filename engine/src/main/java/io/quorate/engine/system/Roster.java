package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state machine of partition 0: the number of partitions, and who the members are.
 * Deterministic; not thread-safe.
 */
public final class Roster implements SystemCommand.Visitor<Void> {
  private int partitions;
  private Optional<Membership> membership = Optional.empty();
  private long index;

  /** An empty roster. */
  public Roster() {}

  /**
   * Applies a committed command. One that does not fit what the roster says by now changes nothing:
   * whoever proposed it looks at the roster again.
   *
   * @param entryIndex where it is in the log of partition 0
   * @param command the command
   */
  public void apply(long entryIndex, SystemCommand command) {
    index = entryIndex;
    command.accept(this);
  }

  @Override
  public Void cluster(SystemCommand.Cluster c) {
    // Two leaders may each have found the roster empty; the first that committed has begun it.
    if (membership.isEmpty()) {
      partitions = c.partitions();
      membership = Optional.of(
          new Membership(index, c.members(), c.addresses(), new TreeSet<>(), Optional.empty()));
    }
    return null;
  }

  @Override
  public Void memberAddress(SystemCommand.MemberAddress c) {
    membership = membership.map(current -> current.member(c.nodeId()).isPresent()
        ? current.moved(index, c.nodeId(), c.address())
        : current);
    return null;
  }

  @Override
  public Void replaceMember(SystemCommand.ReplaceMember c) {
    int id = c.replacement().member().nodeId();
    if (judge(c.lost(), id, Optional.of(c.replacement())) == ReplacementVerdict.POSSIBLE) {
      membership =
          membership.map(current -> current.joined(index, c.replacement(), change(current, c)));
    }
    return null;
  }

  @Override
  public Void memberReplaced(SystemCommand.MemberReplaced c) {
    membership = membership.map(current ->
        current.replacement().filter(open -> open.joining() == c.joining()).isPresent()
            ? current.settled(index)
            : current);
    return null;
  }

  /**
   * A node that should have come in and was lost, too, leaves with those that it was to replace.
   */
  private static Replacement change(Membership current, SystemCommand.ReplaceMember c) {
    SortedSet<Integer> leaving = new TreeSet<>();
    leaving.add(c.lost());
    current.replacement().ifPresent(open -> {
      leaving.addAll(open.leaving());
      leaving.add(open.joining());
    });
    return new Replacement(leaving, c.replacement().member().nodeId());
  }

  /**
   * Whether a node may replace a member.
   *
   * @param lost the member's node id
   * @param replacement the new node's id
   * @param candidate the node with that id that waits to be taken in, if there is one
   * @return what the roster says
   */
  public ReplacementVerdict judge(int lost, int replacement, Optional<RosterEntry> candidate) {
    return membership
        .map(current -> current.judge(lost, replacement, candidate))
        .orElse(ReplacementVerdict.NOT_READY);
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
   * Who belongs to the cluster.
   *
   * @return empty before it has been written down
   */
  public Optional<Membership> membership() {
    return membership;
  }

  /**
   * What a leader of partition 0 should write down next about where the members are.
   *
   * @param record the cluster
   * @param heard where members are, as the leader has heard from themselves
   * @param now whether somebody waits for the roster to begin: otherwise it begins when all
   *     addresses are known
   * @return empty if the roster says it all
   */
  public Optional<SystemCommand> news(
      FormationRecord record, SortedMap<Integer, NodeAddress> heard, boolean now) {
    if (membership.isEmpty()) {
      SortedMap<Integer, NodeAddress> addresses = new TreeMap<>(heard);
      addresses.keySet().retainAll(Membership.of(record).ids());
      return now || addresses.size() == record.members().size()
          ? Optional.of(new SystemCommand.Cluster(record.partitions(), record.members(), addresses))
          : Optional.empty();
    }
    for (int nodeId : membership.get().ids()) {
      NodeAddress address = heard.get(nodeId);
      if (address != null && !address.equals(membership.get().addresses().get(nodeId))) {
        return Optional.of(new SystemCommand.MemberAddress(nodeId, address));
      }
    }
    return Optional.empty();
  }
}
