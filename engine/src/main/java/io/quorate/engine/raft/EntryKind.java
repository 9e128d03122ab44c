package io.quorate.engine.raft;

/** What an entry is for. The codes are stored: they never change their meaning. */
public enum EntryKind {
  /** A command of the application's. */
  COMMAND(1),
  /** The entry with which a leader begins its term (paper, section 8). */
  NO_OP(2),
  /** A configuration of the group (paper, section 6). */
  CONFIGURATION(3),
  /** A command of the system's, in partition 0. */
  SYSTEM(4),
  /** Proposals that wait for a decision. */
  TICKET(5),
  /** What becomes of a ticket. */
  DECISION(6),
  /** The application's state as of here is to be kept, in place of the entries up to here. */
  CHECKPOINT(7);

  private final int code;

  EntryKind(int code) {
    this.code = code;
  }

  /**
   * The stored form.
   *
   * @return 1 to 127
   */
  public int code() {
    return code;
  }

  /**
   * The inverse of {@link #code}.
   *
   * @param code as stored
   * @return the kind
   * @throws IllegalArgumentException for a code that this version does not know
   */
  public static EntryKind ofCode(int code) {
    for (EntryKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("entry kind " + code + " is unknown to this version");
  }
}
