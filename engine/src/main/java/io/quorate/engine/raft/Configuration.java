package io.quorate.engine.raft;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Who belongs to a group. With outgoing voters it is a joint configuration: every decision needs a
 * majority of both halves (paper, section 6).
 *
 * @param voters those that vote; in a joint configuration the new ones
 * @param outgoing in a joint configuration the old voters, otherwise empty
 * @param learners those that replicate without a vote; in a joint configuration those of the new
 *     one. A learner that is among the outgoing voters becomes one only when the joint
 *     configuration is left
 */
public record Configuration(
    SortedSet<Integer> voters, SortedSet<Integer> outgoing, SortedSet<Integer> learners) {

  /** Copies the sets, and checks them. */
  public Configuration {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    outgoing = Collections.unmodifiableSortedSet(new TreeSet<>(outgoing));
    learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a configuration needs a voter");
    }
    for (int learner : learners) {
      if (voters.contains(learner)) {
        throw new IllegalArgumentException("node " + learner + " is both a voter and a learner");
      }
    }
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
   * Whether both halves decide.
   *
   * @return true while a change is under way
   */
  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  /**
   * Whether a node votes, in either half.
   *
   * @param node the node
   * @return true for voters
   */
  public boolean isVoter(int node) {
    return voters.contains(node) || outgoing.contains(node);
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
    SortedSet<Integer> all = new TreeSet<>(voters);
    all.addAll(outgoing);
    all.addAll(learners);
    return all;
  }

  /**
   * Whether those that agree are a quorum: a majority of the voters, and of the outgoing ones if
   * there are any.
   *
   * @param agrees asked once or twice for each voter
   * @return true if they decide
   */
  public boolean isQuorum(IntPredicate agrees) {
    return isMajority(voters, agrees) && (outgoing.isEmpty() || isMajority(outgoing, agrees));
  }

  /**
   * The greatest value that a quorum has reached.
   *
   * @param valueOf how far each voter is
   * @return the value
   */
  public long quorumValue(IntToLongFunction valueOf) {
    long value = majorityValue(voters, valueOf);
    return outgoing.isEmpty() ? value : Math.min(value, majorityValue(outgoing, valueOf));
  }

  /**
   * The configuration that a joint one leads to.
   *
   * @return without the outgoing voters
   */
  public Configuration left() {
    return new Configuration(voters, Collections.emptySortedSet(), learners);
  }

  private static boolean isMajority(SortedSet<Integer> half, IntPredicate agrees) {
    int count = 0;
    for (int voter : half) {
      count += agrees.test(voter) ? 1 : 0;
    }
    return count > half.size() / 2;
  }

  private static long majorityValue(SortedSet<Integer> half, IntToLongFunction valueOf) {
    long[] values = new long[half.size()];
    int i = 0;
    for (int voter : half) {
      values[i++] = valueOf.applyAsLong(voter);
    }
    Arrays.sort(values);
    return values[(values.length - 1) / 2];
  }

  @Override
  public String toString() {
    return "voters " + voters + (isJoint() ? " joint with " + outgoing : "")
        + (learners.isEmpty() ? "" : " learners " + learners);
  }
}
