package io.quorate.engine.raft;

/**
 * A command that somebody wants appended. The core hands the same object back with the outcome, and
 * so never needs to know who asked.
 */
public interface Draft {
  /**
   * What the entry is for.
   *
   * @return {@link EntryKind#COMMAND} or {@link EntryKind#SYSTEM}
   */
  EntryKind kind();

  /**
   * The application's type.
   *
   * @return may be empty
   */
  String type();

  /**
   * The bytes.
   *
   * @return may be empty; never changed
   */
  byte[] data();
}
