package io.quorate.sim.schedule;

import static io.quorate.sim.schedule.Stage.MILLI;

import java.util.ArrayList;
import java.util.List;

/** Scenarios in which leaders follow one another. */
final class LeaderScenarios {
  /** How many nodes figure 8 of the paper has. */
  static final int FIVE = 5;

  /** The bit of {@code AppendRequest} among the types of messages. */
  static final long APPENDS = 1 << 4;

  /** Leaders that stay without followers in a fork, or come back without their followers' trust. */
  private static final FaultKind[] AGAINST_SUCCESSORS = {
    FaultKind.ISOLATE_LEADER,
    FaultKind.ISOLATE_LEADER,
    FaultKind.CRASH_LEADER,
    FaultKind.PAUSE_LEADER,
    FaultKind.STALL_LEADER
  };

  private final Stage stage;

  LeaderScenarios(Stage stage) {
    this.stage = stage;
  }

  /**
   * One leader after the other is cut off, each with entries that only it has, and all come back at
   * about the same time: logs of several terms meet.
   */
  void fork(long from) {
    int partition = stage.anyPartition();
    long at = from;
    for (long times = stage.random.between(1, 3); times > 0; times--) {
      List<Fault> open = new ArrayList<>();
      open.add(ofLeader(FaultKind.ISOLATE_LEADER, at, partition));
      for (long more = stage.random.between(1, 2); more > 0; more--) {
        at += stage.random.between(2 * stage.knobs.election(), 4 * stage.knobs.election());
        open.add(ofLeader(stage.one(AGAINST_SUCCESSORS), at, partition));
      }
      long end = at + stage.random.between(stage.knobs.election() / 4, 3 * stage.knobs.election());
      for (Fault fault : open) {
        long lasts = end + stage.random.between(0, 5 * MILLI) - fault.at();
        stage.add(new Fault(fault.at(), fault.kind(), 1, 0, partition, 0, lasts));
      }
      if (stage.random.chance(400)) {
        FaultKind again =
            stage.random.chance(500) ? FaultKind.CRASH_LEADER : FaultKind.ISOLATE_LEADER;
        stage.add(new Fault(
            end + MILLI,
            again,
            1,
            0,
            partition,
            0,
            stage.random.between(MILLI, 3 * stage.knobs.election())));
      }
      at = end + stage.random.between(stage.knobs.election() / 2, 4 * stage.knobs.election());
    }
  }

  private Fault ofLeader(FaultKind kind, long at, int partition) {
    return new Fault(at, kind, 1, 0, partition, 0, 0);
  }

  /**
   * Several transfers of one leadership meet, some to a node that lags behind; some are open when
   * their node is closed.
   */
  void transfers(long from) {
    int partition = stage.askedPartition();
    int first = stage.anyNode();
    boolean lags = stage.random.chance(700);
    if (lags) {
      lag(from, first);
    }
    long at = from + stage.knobs.election() + stage.random.between(0, stage.knobs.election());
    if (lags && stage.random.chance(500)) {
      long close = at + stage.random.between(MILLI, stage.knobs.election() / 2);
      long back = stage.random.between(0, 2 * stage.knobs.election());
      stage.add(new Fault(close, FaultKind.CLOSE_LEADER, 1, 0, partition, 0, back));
    }
    if (stage.random.chance(300)) {
      // Somebody else is elected while the leader, which nobody hears, still hands over.
      stage.add(new Fault(
          at - stage.random.between(stage.knobs.election() / 2, stage.knobs.election()),
          FaultKind.ISOLATE_LEADER,
          1,
          0,
          partition,
          0,
          stage.random.between(stage.knobs.election() * 5 / 4, stage.knobs.election() * 5 / 2)));
    }
    long apart = stage.random.chance(500) ? 5 * MILLI : stage.knobs.election();
    long count = stage.random.between(2, 4);
    for (int i = 0; i < count; i++) {
      int target = (first - 1 + i) % stage.nodes + 1;
      stage.transfer(at, target, partition);
      at += stage.random.between(0, apart);
    }
  }

  /**
   * A leader hands over to a member that does not hear it, and leads on in its term: what it has
   * put off meanwhile it has to make up for. Shortly before the faults end, so that nothing else
   * makes up for it.
   */
  void inVain() {
    int partition = stage.askedPartition();
    int target = stage.anyNode();
    long unit = stage.knobs.election();
    long at = stage.latest - stage.random.between(unit / 4, 2 * unit);
    stage.add(new Fault(at - MILLI, FaultKind.ONE_WAY, 1, stage.allBut(target), 0, 0, unit));
    stage.transfer(at, target, partition);
  }

  private void lag(long from, int node) {
    FaultKind[] kinds = {FaultKind.STALL, FaultKind.SLOW_RECEIVER, FaultKind.ISOLATE};
    FaultKind kind = stage.one(kinds);
    stage.add(new Fault(
        from,
        kind,
        node,
        0,
        0,
        kind == FaultKind.SLOW_RECEIVER ? stage.random.skewed(200, 4096) : 0,
        stage.random.between(2 * stage.knobs.election(), 4 * stage.knobs.election())));
  }

  /**
   * The story of figure 8 of the paper: an entry of a leader is on one other node when it is cut
   * off; the next leader replaces it there where it came from, but reaches no majority; the third
   * has the old entry, and commits it. With fewer than five nodes there is no such story.
   */
  void figure8(long from) {
    int first = stage.anyNode();
    int holder = first % stage.nodes + 1;
    int second = holder % stage.nodes + 1;
    int others = stage.all & ~(NodeMask.of(first) | NodeMask.of(holder) | NodeMask.of(second));
    long unit = stage.knobs.election();
    long apart = from + unit;
    long alone = apart + stage.random.between(unit / 4, unit);
    long meet = apart + stage.random.between(3 * unit, 7 * unit / 2);
    long third = meet + stage.random.between(unit / 4, unit);
    long end = third + stage.random.between(3 * unit, 4 * unit);
    stage.transfer(from, first, stage.askedPartition());
    // The second's clock is faster than the others', so that it is the one that campaigns.
    for (int node = 1; node <= stage.nodes; node++) {
      boolean slow = (others & NodeMask.of(node)) != 0;
      if (slow || node == second) {
        long rate = slow ? 700 : 1500;
        stage.add(new Fault(from, FaultKind.CLOCK_RATE, node, 0, 0, rate, third - from));
      }
    }
    int pair = NodeMask.of(first) | NodeMask.of(holder);
    stage.add(new Fault(apart, FaultKind.PARTITION, 1, pair, 0, 0, meet - apart));
    stage.add(new Fault(alone, FaultKind.ISOLATE, holder, 0, 0, 0, third - alone));
    stage.add(new Fault(apart, FaultKind.LOSE_TYPE, 1, others, 0, APPENDS, third - apart));
    int forked = NodeMask.of(first) | NodeMask.of(second);
    stage.add(new Fault(third, FaultKind.PARTITION, 1, forked, 0, 0, end - third));
  }
}
