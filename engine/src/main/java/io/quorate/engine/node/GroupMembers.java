package io.quorate.engine.node;

import io.quorate.engine.node.NodeContext.MemberIds;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.RaftGroup;
import java.util.Optional;

/**
 * The members of one group, on its event loop: which are settled, and what the group's leader has
 * to do about those who are being replaced.
 */
final class GroupMembers {
  private final NodeContext context;
  private final PartitionHost host;
  private final Runnable onSettled;
  private final MemberReplacement replacement;

  /** The last configuration that is known to be committed, but for joint ones. */
  private volatile Optional<Configuration> settled = Optional.empty();

  /** Tells, while a member is being replaced, that another configuration is settled. */
  GroupMembers(NodeContext context, PartitionHost host, Runnable onSettled) {
    this.context = context;
    this.host = host;
    this.onSettled = onSettled;
    this.replacement = new MemberReplacement(context.settings.electionTimeoutNanos());
  }

  /** Any thread: see the field. */
  Optional<Configuration> settled() {
    return settled;
  }

  /** What the group should be asked for, while it is led here. */
  Optional<Input> next(RaftGroup group, long now) {
    MemberIds known = context.memberIds();
    return known
        .replacement()
        .flatMap(open -> replacement.next(open, known.ids(), group, now, this::answered));
  }

  private void answered() {
    host.loop().execute(() -> {
      replacement.answered();
      host.loop().touch(host);
    });
  }

  /** The group has taken a step. */
  void stepped(RaftGroup group) {
    Configuration current = group.configuration();
    boolean known = settled.isPresent() && settled.get() == current;
    if (!known && !current.isJoint() && group.configurationIndex() <= group.commitIndex()) {
      settled = Optional.of(current);
      if (isReplacing()) {
        onSettled.run();
      }
    }
  }

  void leaderChanged() {
    replacement.restart();
  }

  /** When the leader has to look again. */
  long nextDeadline() {
    return isReplacing() ? replacement.nextDeadline() : Long.MAX_VALUE;
  }

  private boolean isReplacing() {
    return context.memberIds().replacement().isPresent();
  }
}
