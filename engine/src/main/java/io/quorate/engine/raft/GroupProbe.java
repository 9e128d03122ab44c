package io.quorate.engine.raft;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * All that a checker needs to know about one member of one group. To be read on the group's event
 * loop, or, in a simulator, between any two events.
 */
public interface GroupProbe {
  /** @return the partition */
  int partition();

  /** @return this node */
  int nodeId();

  /** @return the role */
  RoleName role();

  /** @return the current term and the vote in it, durable or not */
  HardState hardState();

  /** @return the hard state that is on disk */
  HardState durableHardState();

  /** @return the leader of the current term, if known */
  OptionalInt leader();

  /** @return where the log starts */
  LogBoundary boundary();

  /** @return the last entry's index; the boundary's if there is none */
  long lastIndex();

  /** @return the last index whose entry, and all before it, are on disk */
  long durableIndex();

  /** @return the commit index */
  long commitIndex();

  /** @return the index up to which the core has said that entries may be applied */
  long applicableIndex();

  /**
   * When a step is due even if nothing happens.
   *
   * @return a monotonic time; {@code Long.MAX_VALUE} for never
   */
  long nextDeadline();

  /**
   * When the role is over, or something is due in it, if nothing happens: a follower campaigns, a
   * leader sends heartbeats or gives up.
   *
   * @return a monotonic time; {@code Long.MAX_VALUE} for never
   */
  long roleDeadline();

  /**
   * When a member that does not lead campaigns, or campaigns anew, if nothing happens.
   *
   * @return a monotonic time; for a leader the same as {@link #roleDeadline}
   */
  long electionDeadline();

  /**
   * The term of an entry.
   *
   * @param index from the boundary to the last index
   * @return empty outside of that
   */
  OptionalLong termAt(long index);

  /** @return the configuration in force: the last in the log */
  Configuration configuration();

  /** @return the index of that configuration; 0 for that of the formation */
  long configurationIndex();

  /**
   * On a leader, the index up to which a member's log is known to be the leader's.
   *
   * @param member the member; of itself, the leader's durable index
   * @return empty if this node does not lead, or has no such member
   */
  OptionalLong matchIndex(int member);

  /**
   * On a leader, the next entry to be sent to another member.
   *
   * @param member the member
   * @return empty if this node does not lead, or has no such follower
   */
  OptionalLong nextIndex(int member);

  /**
   * On a leader, until when another member is known to have accepted it: when what the member last
   * answered was sent, or when this node began to count on the member.
   *
   * @param member the member
   * @return monotonic nanoseconds; empty if this node does not lead, or has no such follower
   */
  OptionalLong confirmedAt(int member);

  /**
   * On a leader, until when nobody else can be elected, as far as it knows; see {@link Leases}.
   *
   * @return monotonic nanoseconds, which may have passed, {@code Long.MAX_VALUE} for ever; empty if
   *     this node does not lead, uses no leases or has none
   */
  OptionalLong leaseEnd();

  /**
   * On a leader, how many append requests to a member are unanswered.
   *
   * @param member the member
   * @return empty if this node does not lead, or has no such follower
   */
  OptionalInt inFlight(int member);

  /**
   * On a leader, how many bytes of entries have been sent to a member ahead of their answers. What
   * is sent to find out where the logs agree does not count.
   *
   * @param member the member
   * @return empty if this node does not lead, or has no such follower
   */
  OptionalLong inFlightBytes(int member);
}
