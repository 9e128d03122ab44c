package io.quorate.sim.schedule;

import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.Streams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Draws schedules. Each part draws from a stream of its own, so that a change of one leaves the
 * others as they were.
 */
final class ScheduleGenerator {
  private static final long MILLI = 1_000;
  private static final long SECOND = 1_000_000;
  private static final long FAULTS_END = 48 * SECOND;
  private static final long END = 60 * SECOND;

  /** In milliseconds. */
  private static final long DAY = 86_400_000;

  private final long seed;
  private final Profile profile;
  private final Streams streams;
  private final UnaryOperator<Knobs> fixed;

  ScheduleGenerator(long seed, Profile profile, UnaryOperator<Knobs> fixed) {
    this.fixed = fixed;
    this.seed = seed;
    this.profile = mix(seed, profile);
    this.streams = new Streams(seed);
  }

  /** The profile that a mixed one stands for in this run. */
  private static Profile mix(long seed, Profile profile) {
    if (profile != Profile.FULL) {
      return profile;
    }
    SimRandom random = new Streams(seed).stream("schedule/profile");
    return switch ((int) random.nextLong(9)) {
      case 0, 1, 2 -> Profile.EVERYTHING;
      case 3, 4, 5 -> Profile.SWARM;
      case 6 -> Profile.ELECTION;
      case 7 -> Profile.STORAGE;
      default -> Profile.MEMBERSHIP;
    };
  }

  Schedule generate() {
    Knobs knobs =
        fixed.apply(new KnobsGenerator(streams.stream("schedule/knobs"), profile).generate());
    SimRandom random = streams.stream("schedule/core");
    // Nodes in lockstep that lose their leader for good are what shows whether they part.
    boolean some = profile != Profile.QUIET && random.chance(knobs.lockstep() ? 800 : 400);
    return new Schedule(
        seed,
        FAULTS_END,
        END,
        some ? core(random, knobs) : 0,
        Schedule.Rest.values()[(int) random.nextLong(Schedule.Rest.values().length)],
        knobs,
        traffic(knobs),
        faults(knobs),
        triggers(knobs),
        List.of());
  }

  /** A majority, and sometimes more. */
  private static int core(SimRandom random, Knobs knobs) {
    int nodes = knobs.nodes();
    int spares = 0;
    for (int spare = nodes + 1; spare <= knobs.allNodes(); spare++) {
      spares |= random.chance(700) ? NodeMask.of(spare) : 0;
    }
    int all = NodeMask.all(nodes);
    int core = all;
    for (long without = random.between(1, Math.max(1, (nodes - 1) / 2)); without > 0; without--) {
      core &= ~NodeMask.of(1 + (int) random.nextLong(nodes));
    }
    return spares | (Integer.bitCount(core) > nodes / 2 ? core : all);
  }

  private Traffic traffic(Knobs knobs) {
    SimRandom random = streams.stream("schedule/traffic");
    return new Traffic(
        (int) random.between(2, 5),
        random.between(45, 700) * MILLI,
        (int) random.skewed(1, 8),
        (int) random.skewed(1, 600),
        (int) random.between(0, 300),
        // Below a few round trips and syncs nothing would ever be acknowledged.
        random.skewed(100, 8_000) * MILLI
            + 8 * (knobs.netMax() + knobs.diskSync() + knobs.loopLatency()),
        (int) random.between(0, 500),
        (int) random.between(0, 200),
        random.skewed(1, 4_000) * MILLI,
        (int) random.between(0, 250),
        random.skewed(50, 5_000) * MILLI);
  }

  private List<Fault> faults(Knobs knobs) {
    List<Fault> faults = new ArrayList<>();
    SimRandom random = streams.stream("schedule/faults");
    Map<FaultKind, Integer> weights = weights(random);
    int total = weights.values().stream().mapToInt(Integer::intValue).sum();
    if (profile != Profile.QUIET) {
      faults.addAll(new Scenarios(streams.stream("schedule/scenarios"), knobs, FAULTS_END - SECOND)
          .draw(profile));
    }
    // Formation has its share of faults in some runs; in the others they begin once there is a
    // cluster to disturb.
    long begin = random.chance(300) ? 0 : 3 * SECOND;
    long count = total == 0 ? 0 : random.skewed(4, 64);
    for (long i = 0; i < count; i++) {
      FaultKind kind = draw(random, weights, total);
      faults.add(fault(random, kind, random.between(begin, FAULTS_END - SECOND), knobs));
    }
    faults.sort(Comparator.comparingLong(Fault::at));
    return faults;
  }

  /** How often each kind is drawn; 0 for those that are off in this run. */
  private Map<FaultKind, Integer> weights(SimRandom random) {
    Map<FaultClass, Boolean> classes = new EnumMap<>(FaultClass.class);
    for (FaultClass faultClass : FaultClass.values()) {
      classes.put(faultClass, random.chance(500));
    }
    Map<FaultKind, Integer> weights = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (kind == FaultKind.REPLACE) {
        continue; // only scenarios know whom
      }
      boolean swarm = random.chance(450) && classes.get(kind.faultClass());
      weights.put(
          kind,
          switch (profile) {
            case QUIET, FULL -> 0;
            case EVERYTHING -> Weights.everything(kind);
            case SWARM -> swarm ? 2 : 0;
            case ELECTION -> Weights.election(kind);
            case STORAGE -> Weights.storage(kind);
            case MEMBERSHIP -> Weights.membership(kind);
          });
    }
    return weights;
  }

  private static FaultKind draw(SimRandom random, Map<FaultKind, Integer> weights, int total) {
    long left = random.nextLong(total);
    for (Map.Entry<FaultKind, Integer> weight : weights.entrySet()) {
      left -= weight.getValue();
      if (left < 0) {
        return weight.getKey();
      }
    }
    throw new IllegalStateException("weights do not sum to " + total);
  }

  private static Fault fault(SimRandom random, FaultKind kind, long at, Knobs knobs) {
    int node = (int) random.between(1, knobs.allNodes());
    int all = NodeMask.all(knobs.allNodes());
    int mask = (int) random.between(1, Math.max(1, all - 1));
    int many = random.chance(500) ? all : mask;
    int partition = (int) random.between(0, knobs.partitions());
    long amount = switch (kind) {
      case LOSS -> random.skewed(10, 900);
      case DUPLICATE -> random.skewed(20, 800);
      case DELAY -> random.skewed(1, 3 * knobs.election() / MILLI) * MILLI;
      case REORDER -> random.skewed(20, 800);
      case FLAP -> random.skewed(MILLI, 2 * knobs.election());
      case SLOW_RECEIVER -> random.skewed(200, 64 * 1024);
      case REPLAY -> random.skewed(2, 32);
      case LOSE_TYPE -> random.between(1, 0x1fff) & random.between(1, 0x1fff);
      case CLOCK_STEP -> random.chance(500) ? -random.skewed(1, DAY) : random.skewed(1, DAY);
      case CLOCK_RATE -> random.between(500, 2000);
      case SLOW_DISK -> random.skewed(2, 30);
      case DISK_FULL -> random.nextLong(2);
      case CORRUPT -> random.between(0, 1000);
      case CONFIGURE -> random.chance(500) ? 0 : random.between(0, all);
      case INVALID_REQUEST -> random.nextLong(8);
      case MISCONFIGURE -> random.nextLong(3);
      case MOVE -> random.nextLong(2);
      case HOLD -> random.skewed(1, 500);
      default -> 0;
    };
    boolean restarts = kind == FaultKind.MISCONFIGURE
        || kind.faultClass() == FaultClass.PROCESS
            && kind != FaultKind.PAUSE
            && kind != FaultKind.PAUSE_LEADER;
    boolean fails =
        kind == FaultKind.FAIL_SYNC || kind == FaultKind.FAIL_READ || kind == FaultKind.WIPE;
    long duration =
        restarts || fails ? restart(random, knobs) : random.skewed(10 * MILLI, 4 * SECOND);
    boolean several = kind == FaultKind.CRASH_MANY || kind == FaultKind.POWER_LOSS_MANY;
    return new Fault(at, kind, node, several ? many : mask, partition, amount, duration);
  }

  /** Until a stopped node starts again: often sooner than anybody notices, or than a sync takes. */
  private static long restart(SimRandom random, Knobs knobs) {
    return switch ((int) random.nextLong(4)) {
      case 0 -> random.between(0, Math.max(1, knobs.diskSync()));
      case 1, 2 -> random.between(0, knobs.election());
      default -> random.skewed(MILLI, 6 * SECOND);
    };
  }

  private List<Trigger> triggers(Knobs knobs) {
    List<Trigger> triggers = new ArrayList<>();
    if (knobs.leaseReads() > 0 && profile != Profile.QUIET) {
      triggers.addAll(LeaseScenarios.triggers(streams.stream("schedule/leases"), knobs));
    }
    if (knobs.spares() > 0 && profile != Profile.QUIET) {
      triggers.addAll(MemberScenarios.triggers(streams.stream("schedule/members"), knobs));
    }
    SimRandom random = streams.stream("schedule/triggers");
    if (profile == Profile.QUIET || random.chance(250)) {
      return triggers;
    }
    long count = random.skewed(1, 8);
    for (long i = 0; i < count; i++) {
      boolean members = profile == Profile.MEMBERSHIP && random.chance(500);
      TriggerPoint on = members
          ? TriggerPoint.CONFIGURATION_APPENDED
          : TriggerPoint.values()[(int) random.nextLong(TriggerPoint.values().length)];
      FaultKind[] kinds = TriggerKinds.at(on, profile);
      boolean rare = on == TriggerPoint.CONFIGURATION_APPENDED
          || on == TriggerPoint.VOTE_GRANTED
          || on == TriggerPoint.VOTE_DECIDED
          || on == TriggerPoint.BECAME_LEADER
          || on == TriggerPoint.BECAME_CANDIDATE
          || on == TriggerPoint.TRUNCATED;
      triggers.add(new Trigger(
          on,
          (int) random.skewed(1, rare ? 12 : 600),
          delay(random, on, knobs),
          kinds[(int) random.nextLong(kinds.length)],
          members
              ? Trigger.Target.values()[(int) random.nextLong(2)]
              : Trigger.Target.values()[random.chance(600) ? 0 : (int) random.between(1, 2)],
          restart(random, knobs)));
    }
    return triggers;
  }

  /**
   * A new leader is often hit when its first messages have arrived and its first entry is not
   * durable; a node that is to read, before it has.
   */
  private static long delay(SimRandom random, TriggerPoint on, Knobs knobs) {
    if (on == TriggerPoint.BECAME_LEADER && random.chance(300)) {
      return random.between(knobs.netMax(), Math.max(knobs.netMax(), knobs.diskSync()));
    }
    if (on == TriggerPoint.READ_ASKED && random.chance(700)) {
      return random.between(0, knobs.loopLatency() + knobs.laneLatency());
    }
    return random.chance(500) ? 0 : random.skewed(1, 200 * MILLI);
  }
}
