package io.quorate.sim.schedule;

/** What a node can be started with that does not fit its disk. */
public enum Misconfiguration {
  /** A partition fewer than the cluster was formed with; one more if it has one only. */
  FEWER_PARTITIONS("a wrong number of partitions"),
  /** A partition more than the cluster was formed with. */
  MORE_PARTITIONS("a wrong number of partitions"),
  /** The identity of another data directory. */
  ANOTHER_IDENTITY("another's identity");

  private static final Misconfiguration[] ALL = values();

  private final String words;

  Misconfiguration(String words) {
    this.words = words;
  }

  /**
   * What a fault of the kind {@link FaultKind#MISCONFIGURE} does.
   *
   * @param fault the fault
   * @return by its amount
   */
  public static Misconfiguration of(Fault fault) {
    return ALL[(int) Math.floorMod(fault.amount(), (long) ALL.length)];
  }

  /**
   * What the node is started with.
   *
   * @return a phrase for people
   */
  public String words() {
    return words;
  }
}
