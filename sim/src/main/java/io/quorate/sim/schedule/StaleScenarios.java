package io.quorate.sim.schedule;

import static io.quorate.sim.schedule.Stage.MILLI;

/** Scenarios in which what belongs to one leadership arrives in a later one. */
final class StaleScenarios {
  /** The bit of {@code VoteRequest} among the types of messages. */
  private static final long VOTES = 1 << 2;

  private final Stage stage;

  StaleScenarios(Stage stage) {
    this.stage = stage;
  }

  /**
   * A node stands still while two leaders, of different terms, send it different entries: it finds
   * them all at once.
   */
  void backlog(long from) {
    int partition = stage.askedPartition();
    int late = stage.anyNode();
    int old = late % stage.nodes + 1;
    long apart = from + stage.random.between(stage.knobs.election() / 2, stage.knobs.election());
    long together =
        apart + stage.random.between(2 * stage.knobs.election(), 4 * stage.knobs.election());
    stage.transfer(from, old, partition);
    stage.add(new Fault(
        apart - MILLI, FaultKind.PAUSE, late, 0, 0, 0, together + stage.knobs.election() - apart));
    stage.add(new Fault(
        apart,
        FaultKind.PARTITION,
        1,
        NodeMask.of(old) | NodeMask.of(late),
        0,
        0,
        together - apart));
  }

  /**
   * A node that has entries which nobody else has finds those of two leaders at once: the first has
   * it cut its log, and so does the second, further on, where the first was cut off. It takes five
   * for the second to be elected without the first, who is still heard by the node.
   */
  void twoCuts(long from) {
    int late = stage.anyNode();
    int old = late % stage.nodes + 1;
    int partition = stage.askedPartition();
    long unit = stage.knobs.election();
    long alone = from + unit;
    long meets = alone + stage.random.between(2 * unit, 7 * unit / 2);
    long apart = meets + stage.random.between(unit / 4, unit);
    long end = apart + stage.random.between(3 * unit, 4 * unit);
    stage.transfer(from, late, partition);
    // It is to be the one that is elected, so that its log ends where the other's is cut.
    for (int node = 1; node <= stage.nodes; node++) {
      if (node != late) {
        long rate = node == old ? 1500 : 700;
        stage.add(new Fault(from, FaultKind.CLOCK_RATE, node, 0, 0, rate, apart - from));
      }
    }
    stage.add(new Fault(alone, FaultKind.ISOLATE, late, 0, 0, 0, meets - alone));
    stage.add(new Fault(meets - 1, FaultKind.PAUSE, late, 0, 0, 0, end - meets));
    stage.add(new Fault(apart, FaultKind.BRIDGE, late, NodeMask.of(old), 0, 0, end - apart));
  }

  /**
   * Who led before leads or campaigns again, and gets answers to what it asked in its earlier
   * leadership: votes for it, or that it is followed; because the answers come again, or the
   * questions do, or were answered late. By then the others are not with it any more.
   */
  void echoes(long from) {
    if (stage.nodes < 2) {
      return;
    }
    int partition = stage.askedPartition();
    int first = stage.anyNode();
    int second = first % stage.nodes + 1;
    long unit = stage.knobs.election();
    long handover =
        6 * stage.knobs.netMax() + 4 * stage.knobs.diskSync() + 6 * stage.knobs.loopLatency();
    long at = from + handover + stage.random.between(unit / 2, 2 * unit);
    long again = at + handover + stage.random.between(0, unit / 2);
    stage.transfer(from, first, partition);
    stage.transfer(at, second, partition);
    stage.transfer(again, first, partition);
    if (stage.random.chance(400)) {
      // It campaigns, and nobody hears it but echoes: everybody is free to elect another one.
      int mask = NodeMask.of(first);
      stage.add(new Fault(again - MILLI, FaultKind.LOSE_TYPE, 1, mask, 0, VOTES, 2 * unit));
      for (int times = 0; times < 4; times++) {
        long echo = again + stage.random.between(0, handover);
        stage.add(new Fault(echo, FaultKind.REPLAY, first, 0, 0, 0, 0));
      }
      return;
    }
    long echo = again + handover + stage.random.between(0, unit / 4);
    for (int node = 1; node <= stage.nodes; node++) {
      if (node == first) {
        continue;
      }
      if (node != second && stage.random.chance(500)) {
        // It says only now what it was asked then.
        stage.add(new Fault(from, FaultKind.STALL, node, 0, 0, 0, echo - from));
      } else {
        stage.add(new Fault(echo, FaultKind.REPLAY, node, 0, 0, 0, 0));
      }
    }
    long away = echo + handover / 2;
    stage.transfer(away, second, partition);
    long cut = away + stage.random.between(0, handover);
    stage.add(
        new Fault(cut, FaultKind.ISOLATE, first, 0, 0, 0, stage.random.between(unit, 4 * unit)));
  }
}
