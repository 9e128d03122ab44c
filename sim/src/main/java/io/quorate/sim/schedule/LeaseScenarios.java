package io.quorate.sim.schedule;

import static io.quorate.sim.schedule.Stage.MILLI;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios in which a leader goes on with its lease while others elect another one: each attacks
 * one of the things on which a lease rests.
 */
final class LeaseScenarios {
  private final Stage stage;
  private final long unit;

  // Of the scenario.
  private int partition;
  private int leader;
  private long at;

  LeaseScenarios(Stage stage) {
    this.stage = stage;
    this.unit = stage.knobs.election();
  }

  /** Any of them; mostly with a leader that was chosen. */
  void any(long from) {
    partition = stage.askedPartition();
    leader = stage.anyNode();
    at = from + stage.random.between(unit, 2 * unit);
    stage.transfer(from, leader, partition);
    if (stage.random.chance(300)) {
      clocks(from);
    }
    switch ((int) stage.random.nextLong(11)) {
      case 0, 1 -> isolated();
      case 2, 3 -> handedOver();
      case 4, 5 -> restarted();
      case 6, 7 -> lateAnswers();
      case 8, 9 -> wallClock();
      default -> votersLeave();
    }
  }

  /**
   * Triggers that let a node stand still while a read waits there, as a virtual machine does that
   * is put to sleep: some do not know afterwards for how long.
   */
  static List<Trigger> triggers(SimRandom random, Knobs knobs) {
    List<Trigger> triggers = new ArrayList<>();
    for (long left = random.between(0, 3); left > 0; left--) {
      int nth = (int) random.skewed(1, 200);
      long delay = random.between(1, knobs.loopLatency() + knobs.laneLatency());
      long lasts = random.between(knobs.election(), 4 * knobs.election());
      triggers.add(atRead(nth, delay, FaultKind.PAUSE, lasts));
      if (random.chance(500)) {
        triggers.add(atRead(nth, delay, FaultKind.CLOCK_STEP, lasts));
      }
    }
    return triggers;
  }

  private static Trigger atRead(int nth, long delay, FaultKind kind, long lasts) {
    return new Trigger(TriggerPoint.READ_ASKED, nth, delay, kind, Trigger.Target.SELF, lasts);
  }

  private Fault fault(long time, FaultKind kind, int node, int mask, long amount, long duration) {
    return new Fault(time, kind, node, mask, partition, amount, duration);
  }

  private long away() {
    return stage.random.between(unit, 4 * unit);
  }

  /** The leader's clock is as slow as can be, those of the others as fast. */
  private void clocks(long from) {
    for (int node = 1; node <= stage.nodes; node++) {
      long rate = node == leader ? 500 : 2000;
      stage.add(fault(from, FaultKind.CLOCK_RATE, node, 0, rate, 8 * unit));
    }
  }

  private void isolated() {
    boolean paused = stage.random.chance(300);
    stage.add(fault(at, paused ? FaultKind.PAUSE : FaultKind.ISOLATE, leader, 0, 0, away()));
  }

  /** The successor is told, and elected by the others, of which the leader hears nothing. */
  private void handedOver() {
    int next = leader % stage.nodes + 1;
    stage.transfer(at, next, partition);
    if (stage.random.chance(500)) {
      // It is still heard, but hears nobody any more.
      long before = stage.random.between(0, 5 * MILLI);
      stage.add(fault(at - before, FaultKind.ONE_WAY, 1, stage.allBut(leader), 0, away()));
    } else {
      Knobs knobs = stage.knobs;
      long way = 4 * knobs.netMax() + 2 * knobs.diskSync() + 4 * knobs.loopLatency();
      long cut = at + stage.random.between(0, way);
      stage.add(fault(cut, FaultKind.ISOLATE, leader, 0, 0, away()));
    }
  }

  /**
   * Only one voter hears both the leader and those that hear no leader; it is restarted, and hears
   * the leader no more.
   */
  private void restarted() {
    int between = leader % stage.nodes + 1;
    int with = NodeMask.of(leader);
    int node = between;
    for (int more = (stage.nodes - 1) / 2 - 1; more > 0; more--) {
      node = node % stage.nodes + 1;
      with |= NodeMask.of(node);
    }
    stage.add(fault(at, FaultKind.BRIDGE, between, with, 0, 8 * unit));
    at += stage.random.between(2 * unit, 4 * unit);
    stage.add(fault(at, FaultKind.CRASH, between, 0, 0, stage.random.between(0, unit / 4)));
    stage.add(fault(at, FaultKind.ISOLATE, leader, 0, 0, away()));
  }

  /**
   * The followers' disks are slow, so that they answer what they heard long ago, and hear nothing
   * any more; and who stands still does not find out by itself that nobody answers.
   */
  private void lateAnswers() {
    long late = stage.random.between(unit / 2, unit * 9 / 10);
    for (int node = 1; node <= stage.nodes; node++) {
      if (node != leader) {
        stage.add(fault(at, FaultKind.STALL, node, 0, 0, late));
      }
    }
    long cut = at + stage.random.between(unit / 10, unit / 3);
    long alone = at + late + stage.random.between(MILLI, unit / 10);
    stage.add(fault(cut, FaultKind.ONE_WAY, 1, NodeMask.of(leader), 0, away() + unit));
    stage.add(fault(alone, FaultKind.PAUSE, leader, 0, 0, away()));
  }

  /** The leader is to be the only voter, and the others do not hear of that in time. */
  private void votersLeave() {
    long learners = stage.random.chance(500) ? stage.allBut(leader) : 0;
    stage.add(fault(at, FaultKind.CONFIGURE, leader, NodeMask.of(leader), learners, 0));
    at += stage.random.between(0, 2 * stage.knobs.netMax() + 2 * stage.knobs.loopLatency());
    isolated();
  }

  /** The leader's wall clock goes back, or stands still, and then it is alone. */
  private void wallClock() {
    long before = stage.random.between(0, unit / 4);
    if (stage.random.chance(700)) {
      long back = -stage.random.skewed(1, 10_000);
      stage.add(fault(at - before, FaultKind.CLOCK_STEP, leader, 0, back, 0));
    } else {
      stage.add(fault(at - before, FaultKind.CLOCK_FREEZE, leader, 0, 0, 4 * unit));
    }
    isolated();
  }
}
