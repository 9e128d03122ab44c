package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What nodes tell one another outside of any group. Sender and receiver are on the envelope. */
public sealed interface SystemMessage {

  /**
   * Calls the method for this message's type.
   *
   * @param visitor one method for each type
   * @param <R> what it returns
   * @return what the method returned
   */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method for each type of message.
   *
   * @param <R> what they return
   */
  interface Visitor<R> {
    /**
     * @param m the message
     * @return as the visitor likes
     */
    R hello(Hello m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R identityConflict(IdentityConflict m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R helloRefused(HelloRefused m);
  }

  /**
   * "This is who I am, and the cluster that I know or hope for."
   *
   * @param member the sender
   * @param bootId of the sender's process
   * @param advertised where the sender can be reached
   * @param expectedMembers how many members it waits for, if it was told
   * @param joins whether it forms no cluster, but waits to be made a member of one
   * @param partitions how many application partitions it would form the cluster with
   * @param formation the record that it proposes or has; empty while it knows too few members
   * @param recordConfirmed whether it knows that all members have this record on disk
   * @param membership who belongs to the cluster by now, as far as the sender knows; empty while
   *     that is what the record says
   * @param nonce made anew by the sender for every hello that is not an answer
   * @param echoedNonce in an answer, the nonce of the hello that is answered
   * @param dialled the contact point by which the sender tried to reach the receiver, so that the
   *     receiver, and so both, learn which member hides behind it
   */
  record Hello(
      Member member,
      long bootId,
      NodeAddress advertised,
      OptionalInt expectedMembers,
      boolean joins,
      int partitions,
      Optional<FormationRecord> formation,
      boolean recordConfirmed,
      Optional<Membership> membership,
      long nonce,
      OptionalLong echoedNonce,
      Optional<NodeAddress> dialled)
      implements SystemMessage {
    /** Checks the parts. */
    public Hello {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(advertised, "advertised");
      Objects.requireNonNull(formation, "formation");
      Objects.requireNonNull(membership, "membership");
      Objects.requireNonNull(echoedNonce, "echoedNonce");
      Objects.requireNonNull(dialled, "dialled");
      if (expectedMembers.isPresent() && expectedMembers.getAsInt() < 1) {
        throw new IllegalArgumentException(
            "the number of expected members " + expectedMembers.getAsInt() + " is not at least 1");
      }
      if (partitions < 1) {
        throw new IllegalArgumentException(
            "the number of partitions " + partitions + " is not at least 1");
      }
      if (membership.isPresent() && !recordConfirmed) {
        throw new IllegalArgumentException("members have changed in a cluster that does not stand");
      }
      if (recordConfirmed && formation.isEmpty()) {
        throw new IllegalArgumentException("no formation record is there to be confirmed");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.hello(this);
    }
  }

  /**
   * "Two processes run with one identity": a data directory was copied. Whoever gets this and is
   * one of the two stops.
   *
   * @param member the identity
   * @param one one of the processes
   * @param other the other
   */
  record IdentityConflict(Member member, Claimant one, Claimant other) implements SystemMessage {
    /** Checks the parts. */
    public IdentityConflict {
      Objects.requireNonNull(member, "member");
      if (one.bootId() == other.bootId()) {
        throw new IllegalArgumentException("a process is in no conflict with itself");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.identityConflict(this);
    }
  }

  /**
   * A process that claims an identity.
   *
   * @param bootId of the process
   * @param address where it can be reached
   */
  record Claimant(long bootId, NodeAddress address) {
    /** Checks the parts. */
    public Claimant {
      Objects.requireNonNull(address, "address");
    }
  }

  /** Why a hello can be refused. */
  enum HelloRefusal {
    /** The two expect different numbers of members. */
    DIFFERENT_EXPECTATION,
    /** The two have different numbers of partitions. */
    DIFFERENT_PARTITIONS,
    /** The two have records with different members. */
    DIFFERENT_MEMBERS,
    /** The two belong to different clusters. */
    DIFFERENT_CLUSTER,
    /**
     * The node id is a member's, the store id is not: the sender's disk was lost, or its node id is
     * taken.
     */
    STORE_REPLACED,
    /** The cluster is formed, and the sender is not one of its members. */
    NOT_A_MEMBER,
    /** A reason that this version does not know; the text says more. */
    OTHER
  }

  /**
   * A {@link Hello} was refused.
   *
   * @param refusal why
   * @param text for people, with what both sides have; at most {@value #MAX_TEXT} characters, the
   *     rest is cut off
   */
  record HelloRefused(HelloRefusal refusal, String text) implements SystemMessage {
    /** The longest text. */
    public static final int MAX_TEXT = 4096;

    /** Checks the parts, and shortens the text. */
    public HelloRefused {
      Objects.requireNonNull(refusal, "refusal");
      text = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.helloRefused(this);
    }
  }
}
