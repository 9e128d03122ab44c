package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import io.quorate.engine.system.SystemMessage.Hello;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The last fresh answer from each address, of members and strangers. */
final class Believed {
  private static final int LIMIT = 256;

  private final TreeMap<NodeAddress, Hello> byAddress = new TreeMap<>();

  void put(Hello hello) {
    byAddress.put(hello.advertised(), hello);
    if (byAddress.size() > LIMIT) {
      byAddress.pollFirstEntry();
    }
  }

  /** Whether a hello says nothing new. */
  boolean isKnown(Hello hello) {
    Hello before = byAddress.get(hello.advertised());
    return before != null
        && before.bootId() == hello.bootId()
        && before.member().equals(hello.member())
        && before.expectedMembers().equals(hello.expectedMembers())
        && before.formation().equals(hello.formation())
        && before.recordConfirmed() == hello.recordConfirmed()
        && before.membership().equals(hello.membership());
  }

  /** The nodes with an id that belong to no cluster, and where they are. */
  List<RosterEntry> unformed(int nodeId) {
    List<RosterEntry> found = new ArrayList<>();
    for (Hello hello : byAddress.values()) {
      if (hello.member().nodeId() == nodeId && hello.formation().isEmpty()) {
        found.removeIf(other -> other.member().equals(hello.member()));
        found.add(new RosterEntry(hello.member(), hello.advertised()));
      }
    }
    return found;
  }
}
