package io.quorate;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An application's state as of one moment, which stays as it is while the application goes on: what
 * {@link SnapshotStateMachine#freeze} returns.
 */
public interface FrozenState extends AutoCloseable {
  /**
   * Writes the state. Called once at most, on a thread for that purpose alone, so it may take long
   * and may block; meanwhile entries are applied. States of different partitions are written one
   * after the other, but for one that has written nothing for 10 seconds: others may be written
   * beside it. What is written should depend on the state alone, so that equal states give equal
   * bytes on every node: then a member can fetch what is missing to it from any other.
   *
   * @param out takes the bytes; not to be closed. It throws when the node stops or has no use for
   *     the snapshot any more, and that should end the writing
   * @throws IOException to give the snapshot up; the log is kept for longer then, and the next
   *     checkpoint takes another
   */
  void writeTo(OutputStream out) throws IOException;

  /** Frees what the frozen state holds. Called once, always, after or without a writing. */
  @Override
  default void close() {}
}
