package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemMessage.Hello;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The other nodes that this one has heard, and which process speaks for each of them. */
final class Peers {
  private static final int LIMIT = 1024;

  /** What an answer to one of this node's own questions has told about its sender. */
  enum Heard {
    /** The process that speaks for its member. */
    PRESENT,
    /** It may be older than what is known: only an answer to a new question tells. */
    UNCERTAIN,
    /**
     * A process that another one had succeeded has answered a question that was asked after that.
     */
    COPIED,
    /** A new node, for which there is no room. */
    TOO_MANY
  }

  private final TreeMap<Integer, Peer> byId = new TreeMap<>();

  /**
   * Takes a fresh answer.
   *
   * @param hello what it says
   * @param askedNonce the question's
   * @param lastNonce the last question's until now
   * @param forming whether no record is agreed on yet, so that nodes may still change
   */
  Heard heard(Hello hello, long askedNonce, long lastNonce, boolean forming) {
    if (forming && !succeedsAll(hello, askedNonce)) {
      return Heard.UNCERTAIN;
    }
    Peer peer = byId.get(hello.member().nodeId());
    if (peer == null && byId.size() == LIMIT) {
      return Heard.TOO_MANY;
    }
    if (peer == null || !peer.member().equals(hello.member())) {
      byId.put(hello.member().nodeId(), new Peer(hello, lastNonce));
    } else if (peer.bootId() == hello.bootId()) {
      peer.note(hello);
    } else if (peer.retired(hello.bootId()).isPresent()) {
      return askedNonce > peer.retired(hello.bootId()).orElseThrow().atNonce()
          ? Heard.COPIED
          : Heard.PRESENT;
    } else if (askedNonce > peer.knownAtNonce()) {
      peer.succeeded(hello, lastNonce);
    } else {
      // Asked before the present process was known: either of the two may have been the first.
      return Heard.UNCERTAIN;
    }
    return Heard.PRESENT;
  }

  /**
   * Forgets who was at this address before the cluster stood: a node that was given another id, or
   * another directory, there. Says no if the answer may be older than what is known.
   */
  private boolean succeedsAll(Hello hello, long askedNonce) {
    List<Peer> gone = byId.values().stream()
        .filter(known -> known.address().equals(hello.advertised()))
        .filter(known -> !known.member().equals(hello.member()))
        .toList();
    if (gone.stream().anyMatch(known -> askedNonce <= known.knownAtNonce())) {
      return false;
    }
    gone.forEach(known -> byId.remove(known.member().nodeId()));
    return true;
  }

  /** The peer with an id; null if it has not been heard. */
  Peer get(int nodeId) {
    return byId.get(nodeId);
  }

  int size() {
    return byId.size();
  }

  Collection<Peer> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** Whether everybody who was heard waits for as many members. */
  boolean allExpect(OptionalInt members) {
    return byId.values().stream().allMatch(peer -> peer.expectedMembers().equals(members));
  }

  /** The members of a record, but for one, that have not shown the very record. */
  List<Integer> without(FormationRecord record, Member self) {
    return record.members().stream()
        .filter(member -> !member.equals(self) && !has(member, record))
        .map(Member::nodeId)
        .toList();
  }

  /** Whether a member has shown a record. */
  boolean has(Member member, FormationRecord record) {
    Peer peer = byId.get(member.nodeId());
    return peer != null
        && peer.member().equals(member)
        && peer.formation().filter(record::equals).isPresent();
  }

  SortedMap<Integer, Long> boots() {
    SortedMap<Integer, Long> boots = new TreeMap<>();
    byId.forEach((nodeId, peer) -> boots.put(nodeId, peer.bootId()));
    return boots;
  }

  Collection<NodeAddress> addresses() {
    return byId.values().stream().map(Peer::address).toList();
  }

  @Override
  public String toString() {
    return byId.isEmpty() ? "none" : byId.values().toString();
  }
}
