package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import io.quorate.engine.system.SystemMessage.Hello;
import java.util.LinkedHashMap;
import java.util.Optional;

/** The last fresh answer from each address, of members and strangers, the oldest first. */
final class Believed {
  private static final int LIMIT = 256;

  private final LinkedHashMap<NodeAddress, Hello> byAddress = new LinkedHashMap<>();

  /** A node that belongs to no cluster may be made anew, or move: only the last counts. */
  void put(Hello hello) {
    byAddress.remove(hello.advertised());
    if (hello.formation().isEmpty()) {
      int id = hello.member().nodeId();
      byAddress
          .values()
          .removeIf(other -> other.member().nodeId() == id && other.formation().isEmpty());
    }
    byAddress.put(hello.advertised(), hello);
    if (byAddress.size() > LIMIT) {
      byAddress.remove(byAddress.keySet().iterator().next());
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

  /** The node with an id that belongs to no cluster, and where it was last. */
  Optional<RosterEntry> unformed(int nodeId) {
    for (Hello hello : byAddress.values()) {
      if (hello.member().nodeId() == nodeId && hello.formation().isEmpty()) {
        return Optional.of(new RosterEntry(hello.member(), hello.advertised()));
      }
    }
    return Optional.empty();
  }
}
