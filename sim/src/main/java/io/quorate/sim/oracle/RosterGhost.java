package io.quorate.sim.oracle;

import io.quorate.NodeAddress;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.SystemCodec;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.MemberReplaced;
import io.quorate.engine.system.SystemCommand.ReplaceMember;
import io.quorate.spi.EntryRecord;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who the members are and where, by the committed commands of partition 0. */
final class RosterGhost implements SystemCommand.Visitor<Void> {
  private final SortedSet<Integer> members = new TreeSet<>();
  private final SortedMap<Integer, NodeAddress> addresses = new TreeMap<>();
  private final SortedSet<Integer> left = new TreeSet<>();
  private final SortedSet<Integer> leaving = new TreeSet<>();
  private OptionalInt joining = OptionalInt.empty();

  /** Takes the next command. */
  void take(EntryRecord entry) {
    try {
      SystemCodec.systemCommand(EntryRecords.data(entry)).accept(this);
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Void cluster(Cluster c) {
    if (members.isEmpty()) {
      c.members().forEach(member -> members.add(member.nodeId()));
      addresses.putAll(c.addresses());
    }
    return null;
  }

  @Override
  public Void memberAddress(MemberAddress c) {
    if (members.contains(c.nodeId())) {
      addresses.put(c.nodeId(), c.address());
    }
    return null;
  }

  @Override
  public Void replaceMember(ReplaceMember c) {
    int id = c.replacement().member().nodeId();
    boolean fresh = !members.contains(id) && !left.contains(id);
    boolean free =
        joining.isEmpty() || joining.getAsInt() == c.lost() || leaving.contains(c.lost());
    if (fresh && free && members.contains(c.lost())) {
      joining.ifPresent(leaving::add);
      leaving.add(c.lost());
      joining = OptionalInt.of(id);
      members.add(id);
      addresses.put(id, c.replacement().address());
    }
    return null;
  }

  @Override
  public Void memberReplaced(MemberReplaced c) {
    if (joining.isPresent() && joining.getAsInt() == c.joining()) {
      left.addAll(leaving);
      members.removeAll(leaving);
      addresses.keySet().removeAll(leaving);
      leaving.clear();
      joining = OptionalInt.empty();
    }
    return null;
  }

  /** Whether a node is a member; nobody is before the cluster was written down. */
  boolean names(int node) {
    return members.contains(node);
  }

  /** Where a member is; null if it is none, or that is not written down yet. */
  NodeAddress address(int node) {
    return addresses.get(node);
  }

  /** Those who were members once. */
  SortedSet<Integer> left() {
    return left;
  }

  /** Who is to take a member's place. */
  OptionalInt joining() {
    return joining;
  }
}
