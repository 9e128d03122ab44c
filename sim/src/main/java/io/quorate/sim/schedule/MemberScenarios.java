package io.quorate.sim.schedule;

import static io.quorate.sim.schedule.Stage.MILLI;
import static io.quorate.sim.schedule.Stage.SECOND;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;

/** Scenarios in which groups get other members, and members other addresses. */
final class MemberScenarios {
  private static final FaultKind[] AGAINST_OUTGOING = {
    FaultKind.ISOLATE_LEADER, FaultKind.CRASH_LEADER, FaultKind.PAUSE_LEADER, FaultKind.POWER_LOSS
  };

  private static final FaultKind[] AGAINST_REPLACEMENT = {
    FaultKind.ISOLATE_LEADER,
    FaultKind.CRASH_LEADER,
    FaultKind.PAUSE_LEADER,
    FaultKind.POWER_LOSS,
    FaultKind.CRASH,
    FaultKind.ISOLATE,
    FaultKind.MOVE
  };

  private static final FaultKind[] AT_CHANGE = {
    FaultKind.CRASH, FaultKind.ISOLATE, FaultKind.ISOLATE, FaultKind.POWER_LOSS, FaultKind.PAUSE
  };

  private final Stage stage;

  MemberScenarios(Stage stage) {
    this.stage = stage;
  }

  /**
   * Triggers that hit those who have just appended a change of the members, and mostly know alone.
   */
  static List<Trigger> triggers(SimRandom random, Knobs knobs) {
    List<Trigger> triggers = new ArrayList<>();
    for (long left = random.between(0, 3); left > 0; left--) {
      triggers.add(new Trigger(
          TriggerPoint.CONFIGURATION_APPENDED,
          (int) random.skewed(1, 12L * (knobs.partitions() + 1)),
          random.chance(500) ? 0 : random.between(1, knobs.diskSync() + knobs.netMax()),
          AT_CHANGE[(int) random.nextLong(AT_CHANGE.length)],
          Trigger.Target.values()[(int) random.nextLong(2)],
          random.between(0, 4 * knobs.election())));
    }
    return triggers;
  }

  /**
   * A node has another address while partition 0's leader cannot have that written down; when the
   * same node leads again, another one moves. Or a node moves to where another was, which the
   * others still take for that one.
   */
  void relocation(long from) {
    if (stage.nodes == 1) {
      return;
    }
    int leader = stage.anyNode();
    int moving = leader % stage.nodes + 1;
    int other = moving % stage.nodes + 1;
    long unit = stage.knobs.election();
    long at = from + unit;
    if (stage.random.chance(500)) {
      long away = stage.random.between(unit / 2, 3 * unit);
      stage.add(new Fault(at, FaultKind.MOVE, moving, 0, 0, 0, away));
      stage.add(
          new Fault(at + MILLI, FaultKind.MOVE, other, 0, 0, 1, stage.random.between(0, unit / 4)));
      return;
    }
    stage.transfer(from, leader, 0);
    move(at, moving);
    if (stage.random.chance(300)) {
      // Nothing is taken that would have it written down, and at once.
      stage.transfer(at + stage.random.between(0, MILLI), moving, 0);
    } else if (stage.random.chance(700)) {
      long lost = stage.random.between(2 * unit, 5 * unit);
      stage.add(new Fault(
          at, FaultKind.LOSE_TYPE, 1, NodeMask.of(leader), 0, LeaderScenarios.APPENDS, lost));
      at += lost;
    }
    at += stage.random.between(2 * unit, 4 * unit);
    stage.transfer(at, leader, 0);
    move(at + stage.random.between(unit / 2, 2 * unit), other);
  }

  private void move(long at, int node) {
    long back = stage.random.between(0, stage.knobs.election());
    stage.add(new Fault(at, FaultKind.MOVE, node, 0, 0, stage.random.nextLong(2), back));
  }

  /** Processes of one node follow one another so fast that they are heard in another order. */
  void namesakes(long from) {
    int node = stage.anyNode();
    long unit = stage.knobs.election();
    stage.add(new Fault(from, FaultKind.REORDER, node, 0, 0, 1000, 2 * unit));
    long at = from;
    for (long times = stage.random.between(2, 4); times > 0; times--) {
      at += stage.random.between(unit / 8, unit / 2);
      stage.add(new Fault(
          at, FaultKind.CRASH, node, 0, 0, 0, stage.random.between(0, stage.knobs.netMax())));
    }
  }

  /** Changes of the members meet while one of them is not committed. */
  void burst(long from) {
    int partition = stage.askedPartition();
    int steady = stage.allBut(stage.anyNode());
    for (long count = stage.random.between(2, 4); count > 0; count--) {
      long at = from + stage.random.between(0, 50 * MILLI);
      int voters = (int) stage.random.between(1, stage.all);
      int learners = (int) stage.random.between(0, stage.all);
      if (stage.random.chance(500)) {
        // The same voters, and one change of the learners after the other.
        configure(at, partition, steady, learners & ~steady);
      } else {
        configure(at, partition, voters, learners & ~voters);
      }
    }
  }

  /** Nodes are left out, the leader perhaps among them, and it fails before it is out. */
  void outgoing(long from) {
    int partition = stage.askedPartition();
    int without = stage.anyNode();
    long at = from;
    for (long count = stage.random.between(1, 3); count > 0; count--) {
      configure(at, partition, stage.allBut(without), 0);
      without = without % stage.nodes + 1;
      FaultKind kind = stage.one(AGAINST_OUTGOING);
      stage.add(new Fault(
          at + stage.random.between(MILLI, 30 * MILLI),
          kind,
          stage.anyNode(),
          0,
          kind == FaultKind.POWER_LOSS ? 0 : partition,
          0,
          stage.random.between(0, 4 * stage.knobs.election())));
      at += stage.random.between(100 * MILLI, 6 * stage.knobs.election());
    }
    if (stage.random.chance(700)) {
      configure(at, partition, stage.all, 0);
    }
  }

  /** A node is left out, fails, and is a member again. */
  void comeBack(long from) {
    int partition = stage.askedPartition();
    int out = stage.anyNode();
    configure(from, partition, stage.allBut(out), 0);
    long back = from + stage.random.between(SECOND, 3 * SECOND);
    long at = stage.random.between(from, back);
    stage.add(new Fault(
        at,
        stage.random.chance(500) ? FaultKind.ISOLATE : FaultKind.CRASH,
        out,
        0,
        0,
        0,
        stage.random.between(0, 2 * (back - at))));
    configure(back, partition, stage.all, 0);
  }

  /**
   * A member is lost, or is not, and spares take its place, while those fail that have a part in
   * that; perhaps one spare takes another's place.
   */
  void replacement(long from) {
    int lost = stage.anyNode();
    int spare = stage.anySpare();
    switch ((int) stage.random.nextLong(4)) {
      case 0 -> stage.add(new Fault(from, FaultKind.WIPE, lost, 0, 0, 0, away()));
      case 1 -> stage.add(new Fault(from, FaultKind.POWER_LOSS, lost, 0, 0, 0, away()));
      case 2 -> stage.add(new Fault(from, FaultKind.ISOLATE, lost, 0, 0, 0, away()));
      default -> {
        // It lives, and perhaps leads what it is put out of.
      }
    }
    long at = from + stage.random.between(0, SECOND);
    for (long asked = stage.random.between(2, 5); asked > 0; asked--) {
      replace(at, lost, spare);
      if (stage.random.chance(500)) {
        against(at + stage.random.skewed(MILLI, 2 * SECOND), spare);
      }
      at += stage.random.skewed(MILLI, 3 * SECOND);
      boolean change = stage.random.chance(250);
      if (change && stage.random.chance(500)) {
        spare = stage.anySpare();
      } else if (change) {
        lost = (int) stage.random.between(1, stage.knobs.allNodes());
      }
    }
  }

  private void replace(long at, int lost, int spare) {
    long patience = stage.random.between(100 * MILLI, 10 * SECOND);
    stage.add(new Fault(at, FaultKind.REPLACE, lost, 0, 0, spare, patience));
  }

  private void against(long at, int spare) {
    FaultKind kind = stage.one(AGAINST_REPLACEMENT);
    int node = stage.random.chance(500) ? stage.nodes + spare : stage.anyNode();
    stage.add(new Fault(
        at,
        kind,
        node,
        0,
        kind == FaultKind.POWER_LOSS ? 0 : stage.anyPartition(),
        0,
        stage.random.between(0, 4 * stage.knobs.election())));
  }

  private long away() {
    return stage.random.between(0, 20 * SECOND);
  }

  private void configure(long at, int partition, int voters, int learners) {
    stage.add(new Fault(at, FaultKind.CONFIGURE, stage.anyNode(), voters, partition, learners, 0));
  }
}
