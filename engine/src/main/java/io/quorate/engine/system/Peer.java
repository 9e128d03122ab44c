package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/** What this node has heard of another one, in fresh answers to its own questions. */
final class Peer {
  /**
   * More processes than this under one identity, one after another, and the first are forgotten.
   */
  private static final int RETIRED_LIMIT = 8;

  /**
   * A process that spoke for the member before another one did. What it answers to a question
   * beyond this nonce it says while the other one lives.
   */
  record Retired(long bootId, long atNonce) {}

  private final Member member;
  private final Deque<Retired> retired = new ArrayDeque<>();
  private long bootId;
  private long knownAtNonce;
  private NodeAddress address;
  private OptionalInt expectedMembers = OptionalInt.empty();
  private int partitions;
  private Optional<FormationRecord> formation = Optional.empty();

  /** The first process that is heard of; questions beyond the nonce are asked after that. */
  Peer(SystemMessage.Hello hello, long lastNonce) {
    this.member = hello.member();
    this.bootId = hello.bootId();
    this.knownAtNonce = lastNonce;
    note(hello);
  }

  /** Takes what the process that speaks for the member now says. */
  void note(SystemMessage.Hello hello) {
    address = hello.advertised();
    expectedMembers = hello.expectedMembers();
    partitions = hello.partitions();
    formation = hello.formation();
  }

  /**
   * Another process speaks for the member from now on: it has answered a question that was asked
   * when the present one was known.
   */
  void succeeded(SystemMessage.Hello hello, long lastNonce) {
    retired.addLast(new Retired(bootId, lastNonce));
    if (retired.size() > RETIRED_LIMIT) {
      retired.removeFirst();
    }
    bootId = hello.bootId();
    knownAtNonce = lastNonce;
    note(hello);
  }

  /**
   * What is answered to a question beyond this nonce is said after the present process was heard.
   */
  long knownAtNonce() {
    return knownAtNonce;
  }

  Optional<Retired> retired(long boot) {
    return retired.stream().filter(r -> r.bootId() == boot).findFirst();
  }

  Member member() {
    return member;
  }

  long bootId() {
    return bootId;
  }

  NodeAddress address() {
    return address;
  }

  OptionalInt expectedMembers() {
    return expectedMembers;
  }

  int partitions() {
    return partitions;
  }

  Optional<FormationRecord> formation() {
    return formation;
  }

  @Override
  public String toString() {
    return "node " + member.nodeId() + " at " + address;
  }
}
