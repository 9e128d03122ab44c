package io.quorate.engine.raft;

/**
 * A command that somebody wants appended. The core hands the same object back with the outcome, and
 * so never needs to know who asked.
 */
public interface Draft {
  /**
   * What the entry is for.
   *
   * @return anything but {@link EntryKind#NO_OP} and {@link EntryKind#CONFIGURATION}
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
