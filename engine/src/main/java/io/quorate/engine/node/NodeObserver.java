package io.quorate.engine.node;

import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import java.util.List;

/**
 * Sees every step of a node's groups, on their event loops. Implementations must not block, and
 * must not keep the lists.
 */
public interface NodeObserver {
  /** Sees nothing. */
  NodeObserver NONE = new NodeObserver() {};

  /**
   * A group has taken a step; its effects have not been carried out yet.
   *
   * @param group the group after the step
   * @param inputs what went in; may be empty, when time alone passed
   * @param effects what came out
   */
  default void stepped(GroupProbe group, List<Input> inputs, List<Effect> effects) {}

  /**
   * The application's callback for an entry has returned normally. Called on the apply lane, for
   * every entry, also those that the application is not shown.
   *
   * @param partition the partition
   * @param index the entry
   * @param term the entry's term
   */
  default void applied(int partition, long index, long term) {}

  /**
   * A snapshot has taken the place of the application's state. Called on the apply lane.
   *
   * @param partition the partition
   * @param index the last entry whose effect is in it
   * @param term that entry's term
   */
  default void restored(int partition, long index, long term) {}

  /**
   * A snapshot of the node's own is on its disk.
   *
   * @param partition the partition
   * @param index the last entry whose effect is in it
   */
  default void snapshotStored(int partition, long index) {}

  /**
   * The lease holds, so a read runs now that rests on it alone. Called on the apply lane,
   * immediately before the application's query.
   *
   * @param partition the partition
   */
  default void readByLease(int partition) {}

  /**
   * Frames are refused because they are not authentic. Called once a minute at most for each place
   * that they seem to come from, on any thread.
   *
   * @param problem a sentence for people
   */
  default void refused(String problem) {}

  /**
   * The node has stopped by itself.
   *
   * @param problem what it tells people
   * @param cause what was thrown; null if nothing was
   */
  default void failed(String problem, Throwable cause) {}
}
