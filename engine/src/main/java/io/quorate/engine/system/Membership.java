package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who belongs to the cluster, and where everybody was last: what partition 0 says, as of some entry
 * of its log. Nodes tell it one another, so that one that has been away, or is new, knows with whom
 * to speak before it has partition 0 itself. Who votes in a group it does not say: that only the
 * group's own log does. A value.
 *
 * @param version the index of the last entry of partition 0 that has changed it; 0 for the cluster
 *     as it was formed
 * @param members in ascending order; no node id and no store id twice; also those that are about to
 *     leave
 * @param addresses by node id, as far as they are written down; of members only
 * @param left the ids of nodes that were members once. They are never used again: a vote given
 *     under one of them may still be on its way
 * @param replacement the change that is under way
 */
public record Membership(
    long version,
    List<Member> members,
    SortedMap<Integer, NodeAddress> addresses,
    SortedSet<Integer> left,
    Optional<Replacement> replacement) {

  /** Where a node's storage holds the last one that it has heard of, among its metadata. */
  public static final String STORAGE_KEY = "quorate.membership";

  /**
   * Copies the parts, and checks them.
   *
   * @param version see the component
   * @param members see the component
   * @param addresses see the component
   * @param left see the component
   * @param replacement see the component
   */
  public Membership {
    members = List.copyOf(members);
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    left = Collections.unmodifiableSortedSet(new TreeSet<>(left));
    if (version < 0) {
      throw new IllegalArgumentException("the version " + version + " is negative");
    }
    SortedSet<Integer> ids = new TreeSet<>();
    SortedSet<StoreId> stores = new TreeSet<>();
    for (Member member : members) {
      boolean ascending = ids.isEmpty() || member.nodeId() > ids.last();
      if (!ascending || !stores.add(member.storeId()) || left.contains(member.nodeId())) {
        throw new IllegalArgumentException("the members are not in ascending order of distinct"
            + " node ids that are in use, with distinct store ids: " + members + ", left " + left);
      }
      ids.add(member.nodeId());
    }
    if (!ids.containsAll(addresses.keySet())) {
      throw new IllegalArgumentException("addresses of " + addresses.keySet() + ", members " + ids);
    }
    if (replacement.isPresent()
        && !(ids.containsAll(replacement.get().leaving())
            && ids.contains(replacement.get().joining()))) {
      throw new IllegalArgumentException(replacement.get() + " among " + ids);
    }
  }

  /**
   * The cluster as it was formed.
   *
   * @param record what its members agreed on
   * @return without addresses
   */
  public static Membership of(FormationRecord record) {
    return new Membership(0, record.members(), new TreeMap<>(), new TreeSet<>(), Optional.empty());
  }

  /**
   * Whether exactly this member, with this store, belongs here.
   *
   * @param member who
   * @return true if it does
   */
  public boolean names(Member member) {
    return members.contains(member);
  }

  /**
   * The member with a node id.
   *
   * @param nodeId the id
   * @return empty if there is none at present
   */
  public Optional<Member> member(int nodeId) {
    return members.stream().filter(member -> member.nodeId() == nodeId).findFirst();
  }

  /**
   * The node ids of all members.
   *
   * @return in ascending order, the caller's own
   */
  public SortedSet<Integer> ids() {
    SortedSet<Integer> ids = new TreeSet<>();
    members.forEach(member -> ids.add(member.nodeId()));
    return ids;
  }

  /**
   * Whether a node may replace a member.
   *
   * @param lost the member's node id
   * @param newNode the new node's id
   * @param candidate the node with that id that waits to be taken in, if there is one
   * @return the verdict
   */
  public ReplacementVerdict judge(
      int lost, int newNode, Optional<SystemCommand.RosterEntry> candidate) {
    boolean hasLeft = left.contains(lost);
    if (member(newNode).isPresent()) {
      boolean joins = this.replacement.isPresent() && this.replacement.get().joining() == newNode;
      if (joins && (hasLeft || this.replacement.get().leaving().contains(lost))) {
        return ReplacementVerdict.UNDER_WAY;
      }
      return hasLeft ? ReplacementVerdict.DONE : ReplacementVerdict.ID_IN_USE;
    }
    if (left.contains(newNode)) {
      return ReplacementVerdict.ID_IN_USE;
    }
    if (member(lost).isEmpty()) {
      return ReplacementVerdict.NOT_A_MEMBER;
    }
    if (this.replacement.isPresent() && !this.replacement.get().concerns(lost)) {
      return ReplacementVerdict.ANOTHER_UNDER_WAY;
    }
    if (candidate.isEmpty()) {
      return ReplacementVerdict.NOT_HEARD;
    }
    StoreId store = candidate.get().member().storeId();
    return members.stream().anyMatch(member -> member.storeId().equals(store))
        ? ReplacementVerdict.ID_IN_USE
        : ReplacementVerdict.POSSIBLE;
  }

  /** The same but for an address. */
  Membership moved(long index, int nodeId, NodeAddress address) {
    TreeMap<Integer, NodeAddress> changed = new TreeMap<>(addresses);
    changed.put(nodeId, address);
    return new Membership(index, members, changed, left, replacement);
  }

  /** The same with a node that is to replace others. */
  Membership joined(long index, SystemCommand.RosterEntry joining, Replacement change) {
    List<Member> all = new ArrayList<>(members);
    all.add(joining.member());
    Collections.sort(all);
    TreeMap<Integer, NodeAddress> changed = new TreeMap<>(addresses);
    changed.put(joining.member().nodeId(), joining.address());
    return new Membership(index, all, changed, left, Optional.of(change));
  }

  /** The same without those who were about to leave. */
  Membership settled(long index) {
    SortedSet<Integer> gone = replacement.orElseThrow().leaving();
    List<Member> stay = new ArrayList<>(members);
    stay.removeIf(member -> gone.contains(member.nodeId()));
    TreeMap<Integer, NodeAddress> changed = new TreeMap<>(addresses);
    changed.keySet().removeAll(gone);
    SortedSet<Integer> all = new TreeSet<>(left);
    all.addAll(gone);
    return new Membership(index, stay, changed, all, Optional.empty());
  }
}
