package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts simpler elements in the place of others: a milder kind, fewer nodes, shorter, at a round
 * time. Every replacement is simpler in an order without circles, so that this ends.
 */
final class Simplification {
  private static final long[] ROUND = {1_000_000, 100_000, 10_000, 1_000};
  private static final long[] DURATIONS = {0, 10_000, 100_000, 1_000_000};
  private static final long ALWAYS = 1000;

  private final Search search;

  Simplification(Search search) {
    this.search = search;
  }

  /** What costs at most one run each, for all elements at once. */
  void atOnce() {
    all("what does not matter of elements set to zero", Simplification::normal);
    all("with calls to whoever leads", e -> e instanceof Call c ? Records.with(c, "node", 0) : e);
    all("with single proposals", e -> e instanceof Call c ? Records.with(c, "count", 1) : e);
    all(
        "with calls of one client",
        e -> e instanceof Call c ? Records.with(c, "client", 1, "noise", 0L) : e);
  }

  private interface Change {
    Record of(Record element);
  }

  private void all(String what, Change change) {
    List<Record> changed = new ArrayList<>();
    Elements.of(search.best()).forEach(element -> changed.add(change.of(element)));
    search.take(what, Elements.with(search.best(), changed));
  }

  /** Each element, until none can be made simpler. Says whether any was. */
  boolean oneByOne() {
    boolean any = false;
    boolean simpler = true;
    while (simpler && !search.exhausted()) {
      simpler = false;
      for (int i = 0; i < search.best().elements() && !search.exhausted(); i++) {
        Schedule best = search.best();
        int index = i;
        List<Schedule> candidates = simpler(Elements.of(best).get(i)).stream()
            .map(by -> Elements.replaced(best, index, by))
            .toList();
        simpler |= search.takeFirst("an element made simpler", candidates) >= 0;
      }
      any |= simpler;
    }
    return any;
  }

  /** What is simpler than an element, the simplest first. */
  private List<Record> simpler(Record element) {
    List<Record> simpler = new ArrayList<>();
    if (element instanceof Fault fault) {
      simplerFault(fault, simpler);
    } else if (element instanceof Trigger trigger) {
      simplerTrigger(trigger, simpler);
    } else if (element instanceof Call call) {
      simplerCall(call, simpler);
    }
    return simpler;
  }

  private void simplerFault(Fault fault, List<Record> simpler) {
    add(simpler, fault, normal(fault));
    milder(fault).forEach(kind -> add(simpler, fault, normal(Records.with(fault, "kind", kind))));
    singled(fault, simpler);
    if (strength(fault.kind()) && fault.amount() != ALWAYS) {
      simpler.add(Records.with(fault, "amount", ALWAYS));
    }
    if (fault.kind() == FaultKind.MOVE && fault.amount() != 0) {
      simpler.add(Records.with(fault, "amount", 0L));
    }
    if (fault.kind() == FaultKind.DELAY) {
      rounded(fault.amount()).forEach(amount -> simpler.add(Records.with(fault, "amount", amount)));
    }
    for (long duration : DURATIONS) {
      if (duration < fault.duration()) {
        simpler.add(Records.with(fault, "duration", duration));
      }
    }
    rounded(fault.duration())
        .forEach(duration -> simpler.add(Records.with(fault, "duration", duration)));
    rounded(fault.at()).forEach(at -> simpler.add(Records.with(fault, "at", at)));
  }

  private static void add(List<Record> simpler, Record element, Record other) {
    if (!other.equals(element)) {
      simpler.add(other);
    }
  }

  /** Fewer nodes of a mask, or the kind for a single one. */
  private void singled(Fault fault, List<Record> simpler) {
    FaultKind single = single(fault.kind());
    if (single == null) {
      return;
    }
    int all = NodeMask.all(search.best().knobs().allNodes());
    int mask = fault.mask() & all;
    for (int node = 1; node <= search.best().knobs().allNodes(); node++) {
      int bit = NodeMask.of(node);
      boolean alone = mask == bit;
      boolean alone2 = fault.kind() == FaultKind.PARTITION && mask == (all & ~bit);
      if (alone || alone2) {
        simpler.add(normal(Records.with(fault, "kind", single, "node", node)));
      } else if ((mask & bit) != 0) {
        simpler.add(Records.with(fault, "mask", mask & ~bit));
      }
    }
  }

  private static FaultKind single(FaultKind kind) {
    return switch (kind) {
      case CRASH_MANY -> FaultKind.CRASH;
      case POWER_LOSS_MANY -> FaultKind.POWER_LOSS;
      case PARTITION -> FaultKind.ISOLATE;
      default -> null;
    };
  }

  /** Kinds that do less of the same. */
  private static List<FaultKind> milder(Fault fault) {
    return switch (fault.kind()) {
      case POWER_LOSS -> List.of(FaultKind.CRASH);
      case POWER_LOSS_MANY -> List.of(FaultKind.CRASH_MANY);
      case CLOSE, MOVE -> List.of(FaultKind.CRASH);
      case CLOSE_LEADER -> List.of(FaultKind.CRASH_LEADER);
      default -> List.of();
    };
  }

  private static boolean strength(FaultKind kind) {
    return kind == FaultKind.LOSS || kind == FaultKind.DUPLICATE || kind == FaultKind.REORDER;
  }

  /** Without numbers that do not count for its kind; where no node is meant it is the first. */
  static Record normal(Record element) {
    if (!(element instanceof Fault fault)) {
      return element;
    }
    return switch (fault.kind()) {
      case LOSS, DUPLICATE, REORDER -> Records.with(fault, "node", 1, "mask", 0, "partition", 0);
      case DELAY, FLAP, LOSE_TYPE -> Records.with(fault, "node", 1, "partition", 0);
      case PARTITION, ONE_WAY, CLOG, CRASH_MANY, POWER_LOSS_MANY ->
        Records.with(fault, "node", 1, "partition", 0, "amount", 0L);
      case BRIDGE -> Records.with(fault, "partition", 0, "amount", 0L);
      case LOSE_GROUP -> Records.with(fault, "node", 1, "amount", 0L);
      case ISOLATE,
          CRASH,
          POWER_LOSS,
          CLOSE,
          PAUSE,
          STALL,
          FAIL_SYNC,
          FAIL_READ,
          WIPE,
          CLOCK_FREEZE -> Records.with(fault, "mask", 0, "partition", 0, "amount", 0L);
      case REPLAY -> Records.with(fault, "mask", 0, "partition", 0, "duration", 0L);
      case CHECKPOINT -> Records.with(fault, "mask", 0, "amount", 0L, "duration", 0L);
      case HOLD -> Records.with(fault, "mask", 0);
      case AWAIT_LEADER -> Records.with(fault, "mask", 0, "amount", 0L);
      case MISCONFIGURE, MOVE, SLOW_RECEIVER, CLOCK_RATE, SLOW_DISK, DISK_FULL ->
        Records.with(fault, "mask", 0, "partition", 0);
      case RESET -> Records.with(fault, "mask", 0, "partition", 0, "amount", 0L, "duration", 0L);
      case CLOCK_STEP -> Records.with(fault, "mask", 0, "partition", 0, "duration", 0L);
      case ISOLATE_LEADER, LEADER_ONLY, CRASH_LEADER, CLOSE_LEADER, PAUSE_LEADER, STALL_LEADER ->
        Records.with(fault, "node", 1, "mask", 0, "amount", 0L);
      case TRANSFER, STEP_DOWN -> Records.with(fault, "mask", 0, "amount", 0L, "duration", 0L);
      default -> fault;
    };
  }

  private static void simplerTrigger(Trigger trigger, List<Record> simpler) {
    if (trigger.target() != Trigger.Target.SELF) {
      simpler.add(Records.with(trigger, "target", Trigger.Target.SELF));
    }
    if (trigger.kind() == FaultKind.POWER_LOSS) {
      simpler.add(Records.with(trigger, "kind", FaultKind.CRASH));
    }
    if (trigger.delay() > 0) {
      simpler.add(Records.with(trigger, "delay", 0L));
    }
    for (int nth = 1; nth < trigger.nth(); nth *= 2) {
      simpler.add(Records.with(trigger, "nth", nth));
    }
    for (long duration : DURATIONS) {
      if (duration < trigger.duration()) {
        simpler.add(Records.with(trigger, "duration", duration));
      }
    }
    rounded(trigger.duration())
        .forEach(duration -> simpler.add(Records.with(trigger, "duration", duration)));
    rounded(trigger.delay()).forEach(delay -> simpler.add(Records.with(trigger, "delay", delay)));
  }

  private static void simplerCall(Call call, List<Record> simpler) {
    if (call.node() != 0) {
      simpler.add(Records.with(call, "node", 0));
    }
    if (call.count() > 1) {
      simpler.add(Records.with(call, "count", 1));
      simpler.add(Records.with(call, "count", call.count() / 2));
    }
    if (call.client() != 1 || call.noise() != 0) {
      simpler.add(Records.with(call, "client", 1, "noise", 0L));
    }
    rounded(call.at()).forEach(at -> simpler.add(Records.with(call, "at", at)));
    rounded(call.timeout()).forEach(time -> simpler.add(Records.with(call, "timeout", time)));
  }

  /** Rounder times up to this one, the roundest first. */
  private static List<Long> rounded(long micros) {
    List<Long> rounded = new ArrayList<>();
    for (long unit : ROUND) {
      long round = micros / unit * unit;
      if (round != micros && round > 0 && !rounded.contains(round)) {
        rounded.add(round);
      }
    }
    return rounded;
  }
}
