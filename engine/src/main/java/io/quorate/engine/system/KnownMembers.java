package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who belongs to the cluster, by the latest that this node has heard, and whom that makes it ask.
 */
final class KnownMembers {
  private final Member self;
  private final Contacts contacts;
  private final Peers peers;

  /** Empty before there is a cluster. */
  private Optional<Membership> current = Optional.empty();

  KnownMembers(Member self, Contacts contacts, Peers peers) {
    this.self = self;
    this.contacts = contacts;
    this.peers = peers;
  }

  Optional<Membership> current() {
    return current;
  }

  /** The same, but empty while the members are those that formed the cluster. */
  Optional<Membership> changed() {
    return current.filter(all -> all.version() > 0);
  }

  /** This node belongs to a cluster. */
  void begin(Membership membership) {
    current = Optional.of(membership);
    membership.addresses().forEach((nodeId, address) -> {
      if (nodeId != self.nodeId()) {
        contacts.sought(address, membership.member(nodeId).orElseThrow());
      }
    });
  }

  /**
   * Takes over what is news: those who come, or are elsewhere than this node knew, are looked for.
   * (Those who have left ask by themselves, when they miss a leader.) Says whether it was news.
   */
  boolean learn(Membership told) {
    Membership before = current.orElseThrow();
    if (told.version() <= before.version()) {
      return false;
    }
    SortedMap<Integer, NodeAddress> elsewhere = new TreeMap<>(told.addresses());
    elsewhere.entrySet().removeIf(one -> address(one.getKey()).equals(Optional.of(one.getValue())));
    elsewhere.remove(self.nodeId());
    current = Optional.of(told);
    elsewhere.forEach(
        (nodeId, address) -> contacts.sought(address, told.member(nodeId).orElseThrow()));
    return true;
  }

  /** Also, while there is no cluster, who may become a member of one. */
  boolean mayBe(Member member) {
    return current.isEmpty() || current.get().names(member);
  }

  boolean hasLeft(int nodeId) {
    return current.isPresent() && current.get().left().contains(nodeId);
  }

  /** Where another member was last heard, or else was when that was last written down. */
  Optional<NodeAddress> address(int nodeId) {
    return Optional.ofNullable(peers.get(nodeId))
        .filter(peer -> mayBe(peer.member()))
        .map(Peer::address)
        .or(() -> current.map(all -> all.addresses().get(nodeId)));
  }
}
