package io.quorate.engine.raft;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Who belongs to a group. With outgoing voters it is a joint configuration: every decision needs a
 * majority of both halves (paper, section 6). A value: it never changes.
 */
public final class Configuration {
  private final SortedSet<Integer> voters;
  private final SortedSet<Integer> outgoing;
  private final SortedSet<Integer> learners;
  private final SortedSet<Integer> members;

  // Once more as numbers, because a leader asks in every step.
  private final int[] voterIds;
  private final int[] outgoingIds;

  /**
   * Copies the sets, and checks them.
   *
   * @param voters those that vote; in a joint configuration the new ones
   * @param outgoing in a joint configuration the old voters, otherwise empty
   * @param learners those that replicate without a vote; in a joint configuration those of the new
   *     one. A learner that is among the outgoing voters becomes one only when the joint
   *     configuration is left
   * @throws IllegalArgumentException if there is no voter, or a voter is a learner too
   */
  public Configuration(
      SortedSet<Integer> voters, SortedSet<Integer> outgoing, SortedSet<Integer> learners) {
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a configuration needs a voter");
    }
    for (int learner : learners) {
      if (voters.contains(learner)) {
        throw new IllegalArgumentException("node " + learner + " is both a voter and a learner");
      }
    }
    this.voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    this.outgoing = Collections.unmodifiableSortedSet(new TreeSet<>(outgoing));
    this.learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
    TreeSet<Integer> all = new TreeSet<>(voters);
    all.addAll(outgoing);
    all.addAll(learners);
    this.members = Collections.unmodifiableSortedSet(all);
    this.voterIds = voters.stream().mapToInt(Integer::intValue).toArray();
    this.outgoingIds = outgoing.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * A configuration of voters alone.
   *
   * @param voters at least one
   * @return the configuration
   */
  public static Configuration of(SortedSet<Integer> voters) {
    return new Configuration(voters, Collections.emptySortedSet(), Collections.emptySortedSet());
  }

  /**
   * Those that vote; in a joint configuration the new ones.
   *
   * @return at least one
   */
  public SortedSet<Integer> voters() {
    return voters;
  }

  /**
   * In a joint configuration the old voters.
   *
   * @return empty otherwise
   */
  public SortedSet<Integer> outgoing() {
    return outgoing;
  }

  /**
   * Those that replicate without a vote.
   *
   * @return may be empty
   */
  public SortedSet<Integer> learners() {
    return learners;
  }

  /**
   * Whether both halves decide.
   *
   * @return true while a change is under way
   */
  public boolean isJoint() {
    return outgoingIds.length > 0;
  }

  /**
   * Whether a node votes, in either half.
   *
   * @param node the node
   * @return true for voters
   */
  public boolean isVoter(int node) {
    return contains(voterIds, node) || contains(outgoingIds, node);
  }

  /**
   * Whether a node receives the log.
   *
   * @param node the node
   * @return true for voters and learners
   */
  public boolean isMember(int node) {
    return isVoter(node) || learners.contains(node);
  }

  /**
   * All that receive the log.
   *
   * @return in ascending order
   */
  public SortedSet<Integer> members() {
    return members;
  }

  /**
   * Whether those that agree are a quorum: a majority of the voters, and of the outgoing ones if
   * there are any.
   *
   * @param agrees asked once or twice for each voter
   * @return true if they decide
   */
  public boolean isQuorum(IntPredicate agrees) {
    return isMajority(voterIds, agrees) && (!isJoint() || isMajority(outgoingIds, agrees));
  }

  /**
   * The greatest value that a quorum has reached.
   *
   * @param valueOf how far each voter is
   * @return the value
   */
  public long quorumValue(IntToLongFunction valueOf) {
    long value = majorityValue(voterIds, valueOf);
    return isJoint() ? Math.min(value, majorityValue(outgoingIds, valueOf)) : value;
  }

  /**
   * The configuration that a joint one leads to.
   *
   * @return without the outgoing voters
   */
  public Configuration left() {
    return new Configuration(voters, Collections.emptySortedSet(), learners);
  }

  private static boolean contains(int[] half, int node) {
    for (int voter : half) {
      if (voter == node) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMajority(int[] half, IntPredicate agrees) {
    int count = 0;
    for (int voter : half) {
      count += agrees.test(voter) ? 1 : 0;
    }
    return count > half.length / 2;
  }

  private static long majorityValue(int[] half, IntToLongFunction valueOf) {
    long[] values = new long[half.length];
    for (int i = 0; i < half.length; i++) {
      values[i] = valueOf.applyAsLong(half[i]);
    }
    Arrays.sort(values);
    return values[(values.length - 1) / 2];
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Configuration c
            && voters.equals(c.voters)
            && outgoing.equals(c.outgoing)
            && learners.equals(c.learners);
  }

  @Override
  public int hashCode() {
    return Objects.hash(voters, outgoing, learners);
  }

  @Override
  public String toString() {
    return "voters " + voters + (isJoint() ? " joint with " + outgoing : "")
        + (learners.isEmpty() ? "" : " learners " + learners);
  }
}
