package io.quorate.engine.node;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.system.Replacement;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the leader of one group does for a replacement that partition 0 asks for: it has its group
 * take the new node in as a learner, waits until that has caught up, and has it take the place of
 * those who leave, in one change with joint consensus. It looks at the group's configuration every
 * time, so that a later leader goes on from where this one was.
 *
 * <p>Caught up is who received all that was in the leader's log at some moment within an election
 * timeout from that moment on (dissertation, section 4.2.1): so far behind the group may be for a
 * moment once it needs the new voter. A group may be given so much that the new node comes no
 * nearer, or hardly: then it is made a voter as it is. The dissertation gives up instead, but here
 * a voter is lost, and one that is behind is better than none. Two rounds in a row have to show it:
 * one may have been long because a node stood still. On the event loop of the group.
 */
final class MemberReplacement {
  private static final long RETRY_NANOS = 200_000_000L;

  private final long roundNanos;
  private boolean asked;

  /**
   * No change is asked for before this time; {@code Long.MAX_VALUE} if there is no need to wait.
   */
  private long retryAt = Long.MAX_VALUE;

  /** What the learner has to reach; empty before its first round. */
  private OptionalLong target = OptionalLong.empty();

  private long roundStart;

  /** How long the last round took; {@code Long.MAX_VALUE} before one has ended. */
  private long lastRoundNanos = Long.MAX_VALUE;

  /** Whether it took more than half as long as the one before. */
  private boolean cameHardlyNearer;

  MemberReplacement(long electionTimeoutNanos) {
    this.roundNanos = electionTimeoutNanos;
  }

  /**
   * Whether a group needs nothing more.
   *
   * @param open what was asked for
   * @param configuration the group's
   */
  static boolean isDone(Replacement open, Configuration configuration) {
    return !configuration.isJoint()
        && configuration.voters().contains(open.joining())
        && configuration.members().stream().noneMatch(open.leaving()::contains);
  }

  /**
   * The next change that the group should be asked for.
   *
   * @param open what partition 0 asks for
   * @param known all members, as of when it asks for that. A group that has others is ahead: a
   *     later replacement has begun, or ended, of which this node is still to hear
   * @param group leads
   * @param now monotonic nanoseconds
   * @param again has this asked again
   */
  Optional<Input> next(
      Replacement open, SortedSet<Integer> known, GroupProbe group, long now, Runnable again) {
    Configuration current = group.configuration();
    if (retryAt != Long.MAX_VALUE && now >= retryAt) {
      retryAt = Long.MAX_VALUE;
    }
    if (asked
        || retryAt != Long.MAX_VALUE
        || current.isJoint()
        || !known.containsAll(current.members())
        || isDone(open, current)) {
      return Optional.empty();
    }
    TreeSet<Integer> voters = new TreeSet<>(current.voters());
    TreeSet<Integer> learners = new TreeSet<>(current.learners());
    learners.removeAll(open.leaving());
    if (!current.isMember(open.joining())) {
      forgetRounds();
      learners.add(open.joining());
    } else if (current.voters().contains(open.joining()) || isAsNearAsItComes(open, group, now)) {
      voters.removeAll(open.leaving());
      voters.add(open.joining());
      learners.remove(open.joining());
    } else {
      return Optional.empty();
    }
    return Optional.of(change(voters, learners, now, again));
  }

  private Input change(
      SortedSet<Integer> voters, SortedSet<Integer> learners, long now, Runnable again) {
    asked = true;
    retryAt = now + RETRY_NANOS;
    Consumer<Effect.Answer> token = answer -> again.run();
    return new Input.ChangeConfiguration(voters, learners, token);
  }

  /** The last change was made, or was not: in any case the configuration says what is next. */
  void answered() {
    asked = false;
  }

  /** Leadership is new: what was asked under an earlier one has ended with it. */
  void restart() {
    asked = false;
    retryAt = Long.MAX_VALUE;
    forgetRounds();
  }

  private void forgetRounds() {
    target = OptionalLong.empty();
    lastRoundNanos = Long.MAX_VALUE;
    cameHardlyNearer = false;
  }

  /** When to look again, if nothing happens. */
  long nextDeadline() {
    return asked ? Long.MAX_VALUE : retryAt;
  }

  /** Whether the new node is as near to the leader as it will come. */
  private boolean isAsNearAsItComes(Replacement open, GroupProbe group, long now) {
    long match = group.matchIndex(open.joining()).orElse(0);
    if (target.isPresent()) {
      if (match < target.getAsLong()) {
        return false;
      }
      long took = now - roundStart;
      boolean hardlyNearer = took > lastRoundNanos / 2;
      if (took <= roundNanos || (hardlyNearer && cameHardlyNearer)) {
        return true;
      }
      lastRoundNanos = took;
      cameHardlyNearer = hardlyNearer;
    }
    target = OptionalLong.of(group.lastIndex());
    roundStart = now;
    return false;
  }
}
