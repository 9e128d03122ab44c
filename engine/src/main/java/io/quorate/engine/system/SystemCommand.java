package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command of partition 0, whose entries have the kind
 * {@link io.quorate.engine.raft.EntryKind#SYSTEM}.
 */
public sealed interface SystemCommand {

  /**
   * Calls the method for this command's type.
   *
   * @param visitor one method for each type
   * @param <R> what it returns
   * @return what the method returned
   */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method for each type of command.
   *
   * @param <R> what they return
   */
  interface Visitor<R> {
    /**
     * @param c the command
     * @return as the visitor likes
     */
    R cluster(Cluster c);

    /**
     * @param c the command
     * @return as the visitor likes
     */
    R memberAddress(MemberAddress c);

    /**
     * @param c the command
     * @return as the visitor likes
     */
    R replaceMember(ReplaceMember c);

    /**
     * @param c the command
     * @return as the visitor likes
     */
    R memberReplaced(MemberReplaced c);
  }

  /**
   * A member, and where it can be reached.
   *
   * @param member who
   * @param address what it advertised last
   */
  record RosterEntry(Member member, NodeAddress address) {
    /**
     * Checks the parts.
     *
     * @param member see the component
     * @param address see the component
     */
    public RosterEntry {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(address, "address");
    }
  }

  /**
   * The cluster as it was formed: the first leader of partition 0 writes it down, so that the
   * roster has a beginning.
   *
   * @param partitions how many application partitions there are
   * @param members in ascending order of node ids, none twice
   * @param addresses where they advertised that they are, as far as that is known
   */
  record Cluster(int partitions, List<Member> members, SortedMap<Integer, NodeAddress> addresses)
      implements SystemCommand {
    /**
     * Copies the collections, and checks them.
     *
     * @param partitions see the component
     * @param members see the component
     * @param addresses see the component
     */
    public Cluster {
      members = List.copyOf(members);
      addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
      if (partitions < 1) {
        throw new IllegalArgumentException(
            "the number of partitions " + partitions + " is not at least 1");
      }
      for (int i = 1; i < members.size(); i++) {
        if (members.get(i).nodeId() <= members.get(i - 1).nodeId()) {
          throw new IllegalArgumentException(
              "the members are not in ascending order of distinct node ids: " + members);
        }
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.cluster(this);
    }
  }

  /**
   * A member is reached elsewhere from now on.
   *
   * @param nodeId which member
   * @param address its new address
   */
  record MemberAddress(int nodeId, NodeAddress address) implements SystemCommand {
    /**
     * Checks the parts.
     *
     * @param nodeId see the component
     * @param address see the component
     */
    public MemberAddress {
      if (nodeId < 1) {
        throw new IllegalArgumentException("node id " + nodeId + " is not at least 1");
      }
      Objects.requireNonNull(address, "address");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.memberAddress(this);
    }
  }

  /**
   * A new node is to take the place of a member whose data is lost. Every group's leader has its
   * group change its members accordingly.
   *
   * @param lost the member's node id
   * @param replacement the new node, and where it is
   */
  record ReplaceMember(int lost, RosterEntry replacement) implements SystemCommand {
    /**
     * Checks the parts.
     *
     * @param lost see the component
     * @param replacement see the component
     */
    public ReplaceMember {
      Objects.requireNonNull(replacement, "replacement");
      if (lost < 1 || lost == replacement.member().nodeId()) {
        throw new IllegalArgumentException(
            "node " + replacement.member().nodeId() + " cannot replace node " + lost);
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.replaceMember(this);
    }
  }

  /**
   * No group needs those any more whom a node was to replace: they have left.
   *
   * @param joining the node that has come in
   */
  record MemberReplaced(int joining) implements SystemCommand {
    /**
     * Checks the part.
     *
     * @param joining see the component
     */
    public MemberReplaced {
      if (joining < 1) {
        throw new IllegalArgumentException("node id " + joining + " is not at least 1");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.memberReplaced(this);
    }
  }
}
