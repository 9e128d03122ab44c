package io.quorate.sim.check;

/**
 * What an operation was promised. All but {@link #LINEARIZABLE} are for reads: operations that
 * leave the state as it is.
 *
 * @param kind the promise
 * @param bound for {@link Kind#STALE}: how old what was read may be, in the unit of the history's
 *     clock; else 0
 */
public record Consistency(Kind kind, long bound) {
  /** The promises. */
  public enum Kind {
    /** It takes effect at one instant between its invocation and its return. */
    LINEARIZABLE,
    /** A read that a leader answers under its lease: as {@link #LINEARIZABLE}. */
    LEASE,
    /** A read that a follower answers after it asked the leader: as {@link #LINEARIZABLE}. */
    FOLLOWER,
    /** What it read was current at some time between its invocation less a bound and its return. */
    STALE,
    /**
     * What it read was current at some time before its return, and not older than what the same
     * client saw or did before in the same partition.
     */
    SEQUENTIAL_PER_CLIENT
  }

  /** For any operation. */
  public static final Consistency LINEARIZABLE = new Consistency(Kind.LINEARIZABLE, 0);

  /** For a read under a lease. It has a name of its own so that a report can tell it apart. */
  public static final Consistency LEASE = new Consistency(Kind.LEASE, 0);

  /** For a read at a follower. It has a name of its own so that a report can tell it apart. */
  public static final Consistency FOLLOWER = new Consistency(Kind.FOLLOWER, 0);

  /** For a read that may be old, but never goes back for one client. */
  public static final Consistency SEQUENTIAL_PER_CLIENT =
      new Consistency(Kind.SEQUENTIAL_PER_CLIENT, 0);

  private static final String STALE_PREFIX = "stale=";

  /**
   * Makes a promise.
   *
   * @throws IllegalArgumentException if the bound is negative, or not 0 where there is none
   */
  public Consistency {
    if (bound < 0 || (bound != 0 && kind != Kind.STALE)) {
      throw new IllegalArgumentException("a bound of " + bound + " makes no sense for " + kind
          + ": it is 0, or for STALE positive");
    }
  }

  /**
   * For a read that may be old, within a bound.
   *
   * @param bound how old, in the unit of the history's clock
   * @return the promise
   */
  public static Consistency staleWithin(long bound) {
    return new Consistency(Kind.STALE, bound);
  }

  /** Whether the operation must leave the state as it is. */
  boolean readsOnly() {
    return kind != Kind.LINEARIZABLE;
  }

  /** Whether it must come after what its client did before, even where time does not say so. */
  boolean keepsClientOrder() {
    return kind == Kind.SEQUENTIAL_PER_CLIENT;
  }

  /** From when on it may take effect. */
  long earliest(long invoked) {
    return switch (kind) {
      case LINEARIZABLE, LEASE, FOLLOWER -> invoked;
      case STALE -> invoked < Long.MIN_VALUE + bound ? Long.MIN_VALUE : invoked - bound;
      case SEQUENTIAL_PER_CLIENT -> Long.MIN_VALUE;
    };
  }

  /** The word in the text form of a history. */
  String word() {
    return switch (kind) {
      case LINEARIZABLE -> "linearizable";
      case LEASE -> "lease";
      case FOLLOWER -> "follower";
      case STALE -> STALE_PREFIX + bound;
      case SEQUENTIAL_PER_CLIENT -> "sequential";
    };
  }

  static Consistency ofWord(String word) {
    for (Consistency c : new Consistency[] {LINEARIZABLE, LEASE, FOLLOWER, SEQUENTIAL_PER_CLIENT}) {
      if (c.word().equals(word)) {
        return c;
      }
    }
    if (word.startsWith(STALE_PREFIX)) {
      return staleWithin(Long.parseLong(word.substring(STALE_PREFIX.length())));
    }
    throw new IllegalArgumentException("'" + word
        + "' is no consistency: linearizable, lease, follower, stale=<bound> or sequential");
  }
}
