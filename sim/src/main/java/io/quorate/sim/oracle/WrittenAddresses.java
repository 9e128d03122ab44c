package io.quorate.sim.oracle;

import io.quorate.NodeAddress;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.SystemCodec;
import io.quorate.engine.system.SystemCommand;
import io.quorate.spi.EntryRecord;
import java.util.Map;
import java.util.TreeMap;

/** Where the members are, by the committed commands of partition 0. */
final class WrittenAddresses {
  private final Map<Integer, NodeAddress> addresses = new TreeMap<>();

  /** Takes the next command. */
  void take(EntryRecord entry) {
    SystemCommand command;
    try {
      command = SystemCodec.systemCommand(EntryRecords.data(entry));
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
    if (command instanceof SystemCommand.MemberAddress moved) {
      addresses.replace(moved.nodeId(), moved.address());
    } else if (command instanceof SystemCommand.Cluster cluster && addresses.isEmpty()) {
      cluster.roster().forEach(e -> addresses.put(e.member().nodeId(), e.address()));
    }
  }

  /** Null before the cluster was written down. */
  NodeAddress of(int node) {
    return addresses.get(node);
  }
}
