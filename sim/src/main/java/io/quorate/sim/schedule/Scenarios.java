package io.quorate.sim.schedule;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults that find more together than each of them at a time of its own. A scenario is nothing but
 * its faults: who minimises a schedule takes it apart.
 */
final class Scenarios {
  private static final long MILLI = 1_000;
  private static final long SECOND = 1_000_000;
  private static final int FIVE = 5;

  /** The bit of {@code AppendRequest} among the types of messages. */
  private static final long APPENDS = 1 << 4;

  private enum Scenario {
    FORK,
    BURST,
    OUTGOING,
    RETURN,
    DAMAGE,
    TRANSFERS,
    BACKLOG,
    RELOCATION
  }

  private static final Scenario[] OF_ELECTIONS = {
    Scenario.FORK,
    Scenario.FORK,
    Scenario.FORK,
    Scenario.TRANSFERS,
    Scenario.BACKLOG,
    Scenario.BACKLOG
  };
  private static final Scenario[] OF_MEMBERS = {
    Scenario.BURST, Scenario.OUTGOING, Scenario.OUTGOING, Scenario.RETURN, Scenario.FORK
  };
  private static final Scenario[] OF_DISKS = {Scenario.DAMAGE, Scenario.FORK, Scenario.FORK};
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
    Scenario.RELOCATION,
    Scenario.RELOCATION
  };

  /** Leaders that stay without followers in a fork, or come back without their followers' trust. */
  private static final FaultKind[] AGAINST_SUCCESSORS = {
    FaultKind.ISOLATE_LEADER,
    FaultKind.ISOLATE_LEADER,
    FaultKind.CRASH_LEADER,
    FaultKind.PAUSE_LEADER,
    FaultKind.STALL_LEADER
  };

  private static final FaultKind[] AGAINST_OUTGOING = {
    FaultKind.ISOLATE_LEADER, FaultKind.CRASH_LEADER, FaultKind.PAUSE_LEADER, FaultKind.POWER_LOSS
  };

  private final SimRandom random;
  private final Knobs knobs;
  private final int nodes;
  private final int all;
  private final long latest;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * Draws scenarios for a run.
   *
   * @param random where from
   * @param knobs of the run
   * @param latest no fault begins later
   */
  Scenarios(SimRandom random, Knobs knobs, long latest) {
    this.random = random;
    this.knobs = knobs;
    this.nodes = knobs.nodes();
    this.all = (1 << nodes) - 1;
    this.latest = latest;
  }

  /** The faults of up to four scenarios, in no order. */
  List<Fault> draw(Profile profile) {
    for (long left = count(profile); left > 0; left--) {
      Scenario[] scenarios = of(profile);
      long at = anyTime();
      switch (scenarios[(int) random.nextLong(scenarios.length)]) {
        case FORK -> fork(at);
        case BURST -> burst(at);
        case OUTGOING -> outgoing(at);
        case RETURN -> comeBack(at);
        case DAMAGE -> damage(at);
        case TRANSFERS -> transfers(at);
        case BACKLOG -> backlog(at);
        case RELOCATION -> relocation(at);
      }
    }
    if (nodes == FIVE && profile != Profile.QUIET && random.chance(300)) {
      figure8(anyTime());
      figure8(anyTime());
    }
    faults.removeIf(fault -> fault.at() >= latest);
    return faults;
  }

  private long count(Profile profile) {
    return switch (profile) {
      case QUIET, FULL -> 0;
      case ELECTION, MEMBERSHIP -> random.between(1, 4);
      case EVERYTHING, SWARM -> random.chance(400) ? 0 : random.between(1, 3);
      case STORAGE -> random.chance(600) ? 0 : random.between(1, 2);
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

  // ---- leaders

  /**
   * One leader after the other is cut off, each with entries that only it has, and all come back at
   * about the same time: logs of several terms meet.
   */
  private void fork(long from) {
    int partition = anyPartition();
    long at = from;
    for (long times = random.between(1, 3); times > 0; times--) {
      List<Fault> open = new ArrayList<>();
      open.add(ofLeader(FaultKind.ISOLATE_LEADER, at, partition));
      for (long more = random.between(1, 2); more > 0; more--) {
        at += random.between(2 * knobs.election(), 4 * knobs.election());
        open.add(ofLeader(one(AGAINST_SUCCESSORS), at, partition));
      }
      long end = at + random.between(knobs.election() / 4, 3 * knobs.election());
      for (Fault fault : open) {
        long lasts = end + random.between(0, 5 * MILLI) - fault.at();
        faults.add(new Fault(fault.at(), fault.kind(), 1, 0, partition, 0, lasts));
      }
      if (random.chance(400)) {
        FaultKind again = random.chance(500) ? FaultKind.CRASH_LEADER : FaultKind.ISOLATE_LEADER;
        faults.add(new Fault(
            end + MILLI, again, 1, 0, partition, 0, random.between(MILLI, 3 * knobs.election())));
      }
      at = end + random.between(knobs.election() / 2, 4 * knobs.election());
    }
  }

  private Fault ofLeader(FaultKind kind, long at, int partition) {
    return new Fault(at, kind, 1, 0, partition, 0, 0);
  }

  /**
   * Several transfers of one leadership meet, some to a node that lags behind; some are open when
   * their node is closed.
   */
  private void transfers(long from) {
    int partition = askedPartition();
    int first = anyNode();
    boolean lags = random.chance(700);
    if (lags) {
      lag(from, first);
    }
    long at = from + knobs.election() + random.between(0, knobs.election());
    if (lags && random.chance(500)) {
      long close = at + random.between(MILLI, knobs.election() / 2);
      long back = random.between(0, 2 * knobs.election());
      faults.add(new Fault(close, FaultKind.CLOSE_LEADER, 1, 0, partition, 0, back));
    }
    if (random.chance(300)) {
      // Somebody else is elected while the leader, which nobody hears, still hands over.
      faults.add(new Fault(
          at - random.between(knobs.election() / 2, knobs.election()),
          FaultKind.ISOLATE_LEADER,
          1,
          0,
          partition,
          0,
          random.between(knobs.election() * 5 / 4, knobs.election() * 5 / 2)));
    }
    long apart = random.chance(500) ? 5 * MILLI : knobs.election();
    long count = random.between(2, 4);
    for (int i = 0; i < count; i++) {
      int target = (first - 1 + i) % nodes + 1;
      faults.add(new Fault(at, FaultKind.TRANSFER, target, 0, partition, 0, 0));
      at += random.between(0, apart);
    }
  }

  private void lag(long from, int node) {
    FaultKind[] kinds = {FaultKind.STALL, FaultKind.SLOW_RECEIVER, FaultKind.ISOLATE};
    FaultKind kind = one(kinds);
    faults.add(new Fault(
        from,
        kind,
        node,
        0,
        0,
        kind == FaultKind.SLOW_RECEIVER ? random.skewed(200, 4096) : 0,
        random.between(2 * knobs.election(), 4 * knobs.election())));
  }

  /**
   * A node stands still while two leaders, of different terms, send it different entries: it finds
   * them all at once.
   */
  private void backlog(long from) {
    int partition = askedPartition();
    int late = anyNode();
    int old = late % nodes + 1;
    long apart = from + random.between(knobs.election() / 2, knobs.election());
    long together = apart + random.between(2 * knobs.election(), 4 * knobs.election());
    faults.add(new Fault(from, FaultKind.TRANSFER, old, 0, partition, 0, 0));
    faults.add(new Fault(
        apart - MILLI, FaultKind.PAUSE, late, 0, 0, 0, together + knobs.election() - apart));
    faults.add(
        new Fault(apart, FaultKind.PARTITION, 1, bit(old) | bit(late), 0, 0, together - apart));
  }

  /**
   * The story of figure 8 of the paper: an entry of a leader is on one other node when it is cut
   * off; the next leader replaces it there where it came from, but reaches no majority; the third
   * has the old entry, and commits it. With fewer than five nodes there is no such story.
   */
  private void figure8(long from) {
    int first = anyNode();
    int holder = first % nodes + 1;
    int second = holder % nodes + 1;
    int others = all & ~(bit(first) | bit(holder) | bit(second));
    long unit = knobs.election();
    long apart = from + unit;
    long alone = apart + random.between(unit / 4, unit);
    long meet = apart + random.between(3 * unit, 7 * unit / 2);
    long third = meet + random.between(unit / 4, unit);
    long end = third + random.between(3 * unit, 4 * unit);
    faults.add(new Fault(from, FaultKind.TRANSFER, first, 0, askedPartition(), 0, 0));
    // Its clock is faster than the others', so that it is the second that campaigns.
    for (int node = 1; node <= nodes; node++) {
      boolean slow = (others & bit(node)) != 0;
      if (slow || node == second) {
        long rate = slow ? 700 : 1500;
        faults.add(new Fault(from, FaultKind.CLOCK_RATE, node, 0, 0, rate, third - from));
      }
    }
    int pair = bit(first) | bit(holder);
    faults.add(new Fault(apart, FaultKind.PARTITION, 1, pair, 0, 0, meet - apart));
    faults.add(new Fault(alone, FaultKind.ISOLATE, holder, 0, 0, 0, third - alone));
    faults.add(new Fault(apart, FaultKind.LOSE_TYPE, 1, others, 0, APPENDS, third - apart));
    int forked = bit(first) | bit(second);
    faults.add(new Fault(third, FaultKind.PARTITION, 1, forked, 0, 0, end - third));
  }

  // ---- members

  /**
   * A node has another address while partition 0's leader cannot have that written down; when the
   * same node leads again, another one moves. Or a node moves to where another was, which the
   * others still take for that one.
   */
  private void relocation(long from) {
    int leader = anyNode();
    int moving = leader % nodes + 1;
    int other = moving % nodes + 1;
    long unit = knobs.election();
    long at = from + unit;
    if (random.chance(500)) {
      long away = random.between(unit / 2, 3 * unit);
      faults.add(new Fault(at, FaultKind.MOVE, moving, 0, 0, 0, away));
      faults.add(
          new Fault(at + MILLI, FaultKind.MOVE, other, 0, 0, 1, random.between(0, unit / 4)));
      return;
    }
    faults.add(new Fault(from, FaultKind.TRANSFER, leader, 0, 0, 0, 0));
    move(at, moving);
    if (random.chance(700)) {
      long lost = random.between(2 * unit, 5 * unit);
      faults.add(new Fault(at, FaultKind.LOSE_TYPE, 1, bit(leader), 0, APPENDS, lost));
      at += lost;
    }
    at += random.between(2 * unit, 4 * unit);
    faults.add(new Fault(at, FaultKind.TRANSFER, leader, 0, 0, 0, 0));
    move(at + random.between(unit / 2, 2 * unit), other);
  }

  private void move(long at, int node) {
    long back = random.between(0, knobs.election());
    faults.add(new Fault(at, FaultKind.MOVE, node, 0, 0, random.nextLong(2), back));
  }

  /** Changes of the members meet while one of them is not committed. */
  private void burst(long from) {
    int partition = askedPartition();
    int steady = nodes == 1 ? all : all & ~bit(anyNode());
    for (long count = random.between(2, 4); count > 0; count--) {
      long at = from + random.between(0, 50 * MILLI);
      int voters = (int) random.between(1, all);
      int learners = (int) random.between(0, all);
      if (random.chance(500)) {
        // The same voters, and one change of the learners after the other.
        configure(at, partition, steady, learners & ~steady);
      } else {
        configure(at, partition, voters, learners & ~voters);
      }
    }
  }

  /** Nodes are left out, the leader perhaps among them, and it fails before it is out. */
  private void outgoing(long from) {
    int partition = askedPartition();
    int without = anyNode();
    long at = from;
    for (long count = random.between(1, 3); count > 0; count--) {
      configure(at, partition, nodes == 1 ? all : all & ~bit(without), 0);
      without = without % nodes + 1;
      FaultKind kind = one(AGAINST_OUTGOING);
      faults.add(new Fault(
          at + random.between(MILLI, 30 * MILLI),
          kind,
          anyNode(),
          0,
          kind == FaultKind.POWER_LOSS ? 0 : partition,
          0,
          random.between(0, 4 * knobs.election())));
      at += random.between(100 * MILLI, 6 * knobs.election());
    }
    if (random.chance(700)) {
      configure(at, partition, all, 0);
    }
  }

  /** A node is left out, fails, and is a member again. */
  private void comeBack(long from) {
    int partition = askedPartition();
    int out = anyNode();
    configure(from, partition, nodes == 1 ? all : all & ~bit(out), 0);
    long back = from + random.between(SECOND, 3 * SECOND);
    long at = random.between(from, back);
    faults.add(new Fault(
        at,
        random.chance(500) ? FaultKind.ISOLATE : FaultKind.CRASH,
        out,
        0,
        0,
        0,
        random.between(0, 2 * (back - at))));
    configure(back, partition, all, 0);
  }

  private void configure(long at, int partition, int voters, int learners) {
    faults.add(new Fault(at, FaultKind.CONFIGURE, anyNode(), voters, partition, learners, 0));
  }

  // ---- disks

  /** The newest durable entries are damaged, at a disk that is slow from then on or is not. */
  private void damage(long from) {
    int node = anyNode();
    faults.add(new Fault(
        from,
        FaultKind.CORRUPT,
        node,
        random.chance(500) ? 1 : 0,
        anyPartition(),
        random.between(950, 1000),
        0));
    if (random.chance(500)) {
      faults.add(new Fault(
          from + random.between(0, 20 * MILLI),
          FaultKind.SLOW_DISK,
          node,
          0,
          0,
          random.between(2, 30),
          random.between(knobs.election(), 4 * knobs.election())));
    }
  }

  // ---- draws

  /** The first seconds belong to the forming. */
  private long anyTime() {
    return random.between(3 * SECOND, latest - 10 * SECOND);
  }

  /** Mostly one with clients. */
  private int anyPartition() {
    return random.chance(100) ? 0 : askedPartition();
  }

  private int askedPartition() {
    return (int) random.between(1, knobs.partitions());
  }

  private int anyNode() {
    return (int) random.between(1, nodes);
  }

  private static int bit(int node) {
    return 1 << (node - 1);
  }

  private FaultKind one(FaultKind[] kinds) {
    return kinds[(int) random.nextLong(kinds.length)];
  }
}
