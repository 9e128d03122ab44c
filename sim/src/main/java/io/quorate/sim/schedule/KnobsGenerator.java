package io.quorate.sim.schedule;

import io.quorate.sim.world.SimRandom;

/** Draws the settings of a run. */
final class KnobsGenerator {
  private static final long MILLI = 1_000;
  private static final int KIB = 1 << 10;
  private static final long USUAL_QUEUE = 64L * KIB * KIB;

  /** The largest entry, a ticket with several proposals, still finds room beside a few messages. */
  private static final long SMALL_QUEUE = 8 * KIB;

  private final SimRandom random;
  private final boolean quiet;

  KnobsGenerator(SimRandom random, Profile profile) {
    this.random = random;
    this.quiet = profile == Profile.QUIET;
  }

  Knobs generate() {
    Knobs knobs = usual();
    if (random.chance(150)) {
      knobs = withLittleRoom(knobs);
    }
    knobs = random.chance(40) ? inLockstep(knobs) : knobs;
    knobs = random.chance(700) ? withCheckpoints(knobs) : knobs;
    knobs = random.chance(300) ? withLeases(knobs) : knobs;
    boolean snapshots = knobs.checkpointEntries() > 0 && knobs.netQueueBytes() == USUAL_QUEUE;
    knobs = snapshots && random.chance(300) ? withSlowFiles(knobs) : knobs;
    knobs = random.chance(150) && !knobs.lockstep() ? withSpares(knobs) : knobs;
    return random.chance(250) ? knobs.with("secrets", random.chance(500) ? 1 : 2) : knobs;
  }

  private Knobs usual() {
    int nodes = nodes();
    long election = random.between(200, 1500) * MILLI;
    // With long waits for a turn, in which many messages gather, a leader must be heard more often.
    boolean slowTurns = random.chance(150);
    long heartbeat = election / random.between(slowTurns ? 5 : 3, 10);
    // A way longer than a fifth of the election timeout would only show that such a cluster elects
    // nobody.
    long netMax = random.skewed(200, Math.min(50 * MILLI, election / 10));
    long diskSync = random.skewed(100, Math.min(100 * MILLI, election / 5));
    // An entry or two at a time, and a long wait for every turn on the way: some hundred entries
    // would not be sent again within the time in which a member must have caught up.
    boolean tight = random.chance(300) && !slowTurns;
    // A follower that is far behind is sent one read after the other.
    boolean slowReads = random.chance(300) && !tight;
    boolean noCache = slowReads && random.chance(500);
    return new Knobs(
        nodes,
        random.chance(550) ? 1 : (int) random.skewed(2, 4),
        heartbeat,
        election,
        random.chance(200) ? 1024 * KIB : tight ? random.skewed(1, 2 * KIB) : 512 * KIB,
        tight ? (int) random.skewed(1, 8) : 64,
        tight ? random.skewed(1, 8 * KIB) : 8 * KIB * KIB,
        1024 * KIB,
        noCache ? 0 : random.chance(400) ? random.skewed(1, 2 * KIB) - 1 : 4096 * KIB,
        random.chance(150) ? (int) random.skewed(1, 8) : 16_384,
        random.between(1_000, 10_000) * MILLI,
        (int) random.skewed(1, 3),
        (int) random.skewed(1, 3),
        random.between(50, Math.max(50, netMax / 2)),
        netMax,
        random.chance(600),
        quiet || random.chance(600) ? 0 : (int) random.skewed(1, 40),
        quiet || random.chance(600) ? 0 : (int) random.skewed(1, 40),
        random.chance(100) ? random.skewed(SMALL_QUEUE, 64 * KIB) : USUAL_QUEUE,
        random.skewed(10, Math.max(11, diskSync / 4)),
        diskSync,
        random.skewed(10, 2 * MILLI),
        (int) random.skewed(1, 16),
        slowTurns
            ? random.between(MILLI, Math.min(50 * MILLI, election / 8))
            : random.skewed(5, 500),
        random.skewed(5, 2 * MILLI),
        quiet ? 0 : (int) random.between(0, 5),
        election / 3,
        quiet || random.chance(500) ? 0 : (int) random.skewed(1, 50),
        random.between(0, 2_000) * MILLI,
        random.chance(300),
        random.chance(500) ? 0 : (int) random.skewed(1, 1_000),
        quiet || random.chance(850) ? 0 : (int) random.skewed(1, 32),
        slowReads ? random.between(MILLI, Math.min(60 * MILLI, election / 5)) : 0,
        0,
        false,
        0,
        0,
        0,
        2 * KIB,
        false,
        0,
        0,
        0,
        0);
  }

  /**
   * Little room for frames that wait for their turn: even so a frame with all that may be under way
   * to a node must fit, or it would never get in.
   */
  private Knobs withLittleRoom(Knobs knobs) {
    long room = random.skewed(64, 1024) * KIB;
    long group = room / (4L * (knobs.partitions() + 1));
    return knobs
        .with("inboundBytes", room)
        .with("appendMaxBytes", Math.min(knobs.appendMaxBytes(), group))
        .with("windowBytes", Math.min(knobs.windowBytes(), group));
  }

  /** With clocks that mostly differ little, and sometimes as much as they may. */
  private Knobs withLeases(Knobs knobs) {
    int drift = random.chance(400) ? 10_000 : (int) random.skewed(1_000, 500_000);
    boolean apart = random.chance(300) && !knobs.lockstep();
    return knobs
        .with("leaseReads", drift)
        .with("clockDriftPpm", apart ? drift : knobs.clockDriftPpm());
  }

  /** Checkpoints so often, and so little behind them, that members need snapshots. */
  private Knobs withCheckpoints(Knobs knobs) {
    return knobs
        .with("checkpointEntries", random.skewed(3, 120))
        .with("retainEntries", random.chance(500) ? 0 : random.skewed(1, 200))
        .with("compactionStep", random.chance(500) ? 1_000 : random.skewed(1, 50))
        .with("ownStore", random.chance(200) ? 1 : 0)
        // What a link has no room for never comes over it.
        .with(
            "pieceBytes",
            Math.min(
                random.chance(400) ? random.skewed(8, 200) : 4 * KIB, knobs.netQueueBytes() / 4));
  }

  /** Whoever is alone commits faster than it could tell a newcomer entry by entry. */
  private Knobs withSpares(Knobs knobs) {
    Knobs spared = knobs.with("spares", random.chance(700) ? 1 : 2);
    return spared.nodes() > 1
        ? spared
        : spared
            .with("appendMaxBytes", 512 * KIB)
            .with("windowMessages", 64)
            .with("windowBytes", 8 * KIB * KIB);
  }

  /** With whole snapshots in one piece, or none would be there in time. */
  private Knobs withSlowFiles(Knobs knobs) {
    return knobs
        .with("fileLatency", random.skewed(MILLI, knobs.election()))
        .with("pieceBytes", 1024 * KIB);
  }

  /**
   * Everything takes the same time everywhere: only what nodes draw for themselves keeps them from
   * doing the same at the same moment.
   */
  private Knobs inLockstep(Knobs knobs) {
    return knobs
        .with("nodes", random.between(4, 5))
        .with("lockstep", 1)
        .with("netMin", knobs.netMax())
        .with("netOrdered", 1)
        .with("netQueueBytes", USUAL_QUEUE)
        .with("netLoss", 0)
        .with("netDuplicate", 0)
        .with("prioritySwitches", 0)
        .with("diskWrite", 1)
        .with("diskSync", 1)
        .with("diskComplete", 1)
        .with("diskGroup", 1)
        .with("loopLatency", 1)
        .with("laneLatency", 1)
        .with("slow", 0)
        .with("clockDriftPpm", 0);
  }

  /**
   * Three nodes mostly; every other number up to five often enough for its quorums to be exercised.
   */
  private int nodes() {
    long draw = random.nextLong(100);
    if (draw < 62) {
      return 3;
    }
    if (draw < 68) {
      return 1;
    }
    if (draw < 76) {
      return 2;
    }
    return draw < 86 ? 4 : 5;
  }
}
