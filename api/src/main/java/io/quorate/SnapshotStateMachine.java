package io.quorate;

import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A state machine whose state can be written out and read back (Raft paper, section 7). With one of
 * these, checkpoints take the place of the log before them: the log stays short, a restart replays
 * what has come since the last checkpoint, and a member that was away for longer than the log
 * reaches back gets the state itself.
 *
 * <p>{@link #apply}, {@link #freeze} and {@link #restore} are called for one partition one at a
 * time, on the partition's apply lane; for different partitions perhaps at the same time.
 */
public interface SnapshotStateMachine extends StateMachine {
  /**
   * Takes hold of a partition's state as of now, between two entries. Nothing is applied in the
   * partition until this returns, so it should be quick: a copy of a map, a persistent data
   * structure, a snapshot of a database.
   *
   * @param partition the partition, from 1
   * @return the state; entries that are applied later must not show in it
   * @throws Exception to have no snapshot taken at this checkpoint. The log is kept for longer
   *     then, and the status of the partition says why
   */
  FrozenState freeze(int partition) throws Exception;

  /**
   * Puts a state that {@link FrozenState#writeTo} has written, here or at another member, in the
   * place of a partition's present one. Called when the node starts, before any entry, and whenever
   * a snapshot has come from another member.
   *
   * @param partition the partition, from 1
   * @param index the last entry whose effect is in the state
   * @param in the bytes, which are those that were written; not to be closed
   * @throws Exception to be called again, after a while, with the same state; nothing is applied
   *     before it returns normally
   */
  void restore(int partition, long index, InputStream in) throws Exception;

  /**
   * Up to where the application keeps the effect of a partition's entries durably itself, on this
   * node: an application with a database of its own, which notes there, with each change, the index
   * that it comes from. The log is never compacted beyond this, and after a restart delivery goes
   * on just above it; the state is not restored unless a snapshot holds more. An index counts only
   * when all that came at it is kept: the proposals of a ticket come at one. Called on the
   * partition's apply lane, when the node starts and now and then later; cheap.
   *
   * @param partition the partition, from 1
   * @return empty, as by default, for a state that lives in memory and comes back from snapshot and
   *     log
   */
  default OptionalLong durableIndex(int partition) {
    return OptionalLong.empty();
  }
}
