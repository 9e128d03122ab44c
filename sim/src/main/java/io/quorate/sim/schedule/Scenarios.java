package io.quorate.sim.schedule;

import io.quorate.sim.world.SimRandom;
import java.util.List;

/**
 * Faults that find more together than each of them at a time of its own. A scenario is nothing but
 * its faults: who minimises a schedule takes it apart.
 */
final class Scenarios {
  private enum Scenario {
    FORK,
    BURST,
    OUTGOING,
    RETURN,
    DAMAGE,
    TRANSFERS,
    BACKLOG,
    ECHOES,
    LATECOMER,
    RELOCATION,
    NAMESAKES
  }

  private static final Scenario[] OF_ELECTIONS = {
    Scenario.FORK,
    Scenario.FORK,
    Scenario.FORK,
    Scenario.TRANSFERS,
    Scenario.BACKLOG,
    Scenario.BACKLOG,
    Scenario.ECHOES,
    Scenario.ECHOES
  };
  private static final Scenario[] OF_MEMBERS = {
    Scenario.BURST, Scenario.OUTGOING, Scenario.OUTGOING, Scenario.RETURN, Scenario.FORK
  };
  private static final Scenario[] OF_DISKS = {
    Scenario.DAMAGE, Scenario.LATECOMER, Scenario.FORK, Scenario.FORK
  };
  private static final Scenario[] OF_ALL = {
    Scenario.FORK,
    Scenario.FORK,
    Scenario.FORK,
    Scenario.FORK,
    Scenario.FORK,
    Scenario.BURST,
    Scenario.OUTGOING,
    Scenario.RETURN,
    Scenario.DAMAGE,
    Scenario.TRANSFERS,
    Scenario.TRANSFERS,
    Scenario.BACKLOG,
    Scenario.ECHOES,
    Scenario.LATECOMER,
    Scenario.RELOCATION,
    Scenario.RELOCATION,
    Scenario.NAMESAKES
  };

  private final Stage stage;
  private final LeaderScenarios leaders;
  private final StaleScenarios stale;
  private final MemberScenarios members;
  private final LeaseScenarios leases;
  private final SnapshotScenarios snapshots;

  /**
   * Draws scenarios for a run.
   *
   * @param random where from
   * @param knobs of the run
   * @param latest no fault begins later
   */
  Scenarios(SimRandom random, Knobs knobs, long latest) {
    this.stage = new Stage(random, knobs, latest);
    this.leaders = new LeaderScenarios(stage);
    this.stale = new StaleScenarios(stage);
    this.members = new MemberScenarios(stage);
    this.leases = new LeaseScenarios(stage);
    this.snapshots = new SnapshotScenarios(stage);
  }

  /** The faults of some scenarios, in no order. */
  List<Fault> draw(Profile profile) {
    for (long left = count(profile); left > 0; left--) {
      Scenario[] scenarios = of(profile);
      long at = stage.anyTime();
      switch (scenarios[(int) stage.random.nextLong(scenarios.length)]) {
        case FORK -> leaders.fork(at);
        case BURST -> members.burst(at);
        case OUTGOING -> members.outgoing(at);
        case RETURN -> members.comeBack(at);
        case DAMAGE -> damage(at);
        case TRANSFERS -> leaders.transfers(at);
        case BACKLOG -> stale.backlog(at);
        case ECHOES -> stale.echoes(at);
        case LATECOMER -> snapshots.latecomer(at);
        case RELOCATION -> members.relocation(at);
        case NAMESAKES -> members.namesakes(at);
      }
    }
    if (stage.nodes == LeaderScenarios.FIVE && profile != Profile.QUIET) {
      if (stage.random.chance(300)) {
        leaders.figure8(stage.anyTime());
        leaders.figure8(stage.anyTime());
      }
      if (stage.random.chance(300)) {
        stale.twoCuts(stage.anyTime());
        stale.twoCuts(stage.anyTime());
      }
    }
    if (profile != Profile.QUIET && stage.random.chance(100)) {
      leaders.inVain();
    }
    if (stage.knobs.spares() > 0 && profile != Profile.QUIET) {
      members.replacement(stage.anyTime());
    }
    if (stage.knobs.leaseReads() > 0) {
      for (long left = stage.random.between(1, 4); left > 0; left--) {
        leases.any(stage.anyTime());
      }
    }
    return stage.faults();
  }

  private long count(Profile profile) {
    return switch (profile) {
      case QUIET, FULL -> 0;
      case ELECTION, MEMBERSHIP -> stage.random.between(1, 4);
      case EVERYTHING, SWARM -> stage.random.chance(400) ? 0 : stage.random.between(1, 3);
      case STORAGE -> stage.random.chance(600) ? 0 : stage.random.between(1, 2);
    };
  }

  private static Scenario[] of(Profile profile) {
    return switch (profile) {
      case ELECTION -> OF_ELECTIONS;
      case MEMBERSHIP -> OF_MEMBERS;
      case STORAGE -> OF_DISKS;
      case QUIET, FULL, EVERYTHING, SWARM -> OF_ALL;
    };
  }

  /** The newest durable entries are damaged, at a disk that is slow from then on or is not. */
  private void damage(long from) {
    int node = stage.anyNode();
    stage.add(new Fault(
        from,
        FaultKind.CORRUPT,
        node,
        stage.random.chance(500) ? 1 : 0,
        stage.anyPartition(),
        stage.random.between(950, 1000),
        0));
    if (stage.random.chance(500)) {
      stage.add(new Fault(
          from + stage.random.between(0, 20 * Stage.MILLI),
          FaultKind.SLOW_DISK,
          node,
          0,
          0,
          stage.random.between(2, 30),
          stage.random.between(stage.knobs.election(), 4 * stage.knobs.election())));
    }
  }
}
