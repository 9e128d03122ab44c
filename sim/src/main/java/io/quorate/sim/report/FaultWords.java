package io.quorate.sim.report;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Misconfiguration;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Trigger;
import java.util.Locale;

/** Says of faults what they do to whom. */
final class FaultWords {
  private FaultWords() {}

  /** A set of nodes: bit 0 is node 1. */
  static String set(int mask) {
    StringBuilder text = new StringBuilder();
    for (int node = 1; node <= 32; node++) {
      if (NodeMask.has(mask, node)) {
        text.append(text.length() == 0 ? "" : "+").append('n').append(node);
      }
    }
    return text.length() == 0 ? "nobody" : text.toString();
  }

  static String kind(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whom a fault hits, given the leader that it found; bit 0 is node 1, 0 is everybody. */
  static int nodes(Fault fault, int leader) {
    int node = fault.node() < 1 ? 0 : NodeMask.of(fault.node());
    return switch (fault.kind()) {
      case LOSS, DUPLICATE, REORDER, LEADER_ONLY, BRIDGE -> 0;
      case ISOLATE_LEADER,
          CRASH_LEADER,
          CLOSE_LEADER,
          PAUSE_LEADER,
          STALL_LEADER,
          TRANSFER,
          CONFIGURE -> leader == 0 ? 0 : NodeMask.of(leader);
      case PARTITION,
          ONE_WAY,
          DELAY,
          CLOG,
          FLAP,
          LOSE_TYPE,
          LOSE_GROUP,
          CRASH_MANY,
          POWER_LOSS_MANY -> fault.mask();
      default -> node;
    };
  }

  /** A fault in a few words. */
  static String words(Fault fault, int nodeCount) {
    String mask = set(fault.mask());
    String others = set(NodeMask.all(nodeCount) & ~fault.mask());
    String node = "n" + fault.node();
    String partition = "p" + fault.partition();
    String leader = "the leader of " + partition;
    long amount = fault.amount();
    return switch (fault.kind()) {
      case LOSS, DUPLICATE, REORDER -> kind(fault.kind()) + " " + amount + " permille";
      case DELAY -> "delay " + mask + " up to " + duration(amount);
      case PARTITION -> "partition " + mask + " | " + others;
      case ONE_WAY -> "one way: " + others + " do not hear " + mask;
      case ISOLATE_LEADER -> "isolate " + leader;
      case CLOG -> "hold all between " + mask + " and " + others;
      case BRIDGE -> "partition " + mask + " | " + others + " but for " + node;
      case LEADER_ONLY -> "only " + leader + " is reached";
      case FLAP -> "partition " + mask + " | " + others + " on and off each " + duration(amount);
      case RESET -> "connections of " + node + " break";
      case SLOW_RECEIVER -> node + " reads slowly, " + amount + " bytes under way";
      case LOSE_TYPE -> "lose messages of " + mask + " of types 0x" + Long.toHexString(amount);
      case LOSE_GROUP -> "lose messages of " + partition + " from " + mask;
      case REPLAY -> "old frames to " + node + " come again, up to " + amount + " from each";
      case CRASH_LEADER -> "crash " + leader;
      case CLOSE_LEADER -> "close " + leader;
      case CRASH_MANY -> "crash " + mask;
      case POWER_LOSS_MANY -> "power loss at " + mask;
      case POWER_LOSS -> "power loss at " + node;
      case PAUSE_LEADER -> "pause " + leader;
      case CLOCK_STEP -> "wall clock of " + node + " jumps by " + amount + "ms";
      case CLOCK_FREEZE -> "wall clock of " + node + " stands still";
      case CLOCK_RATE -> "clock of " + node + " runs at " + amount + " permille";
      case STALL -> "disk of " + node + " stalls";
      case STALL_LEADER -> "disk of " + leader + " stalls";
      case SLOW_DISK -> "disk of " + node + " is " + amount + " times slower";
      case FAIL_SYNC -> "next sync of " + node + " fails";
      case DISK_FULL ->
        "disk of " + node + " is full at the next " + (amount == 0 ? "write" : "sync");
      case FAIL_READ -> "next read of " + node + " fails";
      case CORRUPT ->
        "an entry of " + partition + " on the disk of " + node + " is damaged"
            + (fault.mask() % 2 == 1 ? "" : ", silently");
      case WIPE -> node + " gets an empty disk";
      case TRANSFER -> "transfer " + partition + " to " + node;
      case STEP_DOWN -> node + " steps down from " + partition;
      case CONFIGURE ->
        "voters of " + partition + " become " + mask
            + (amount == 0 ? "" : ", learners " + set((int) amount));
      case INVALID_REQUEST -> "nonsense number " + amount + " is asked of " + node;
      case MISCONFIGURE ->
        node + " is started with " + Misconfiguration.of(fault).words();
      case CHECKPOINT -> leader + " is asked for a checkpoint";
      case REPLACE -> node + " is to be replaced by spare " + amount;
      case HOLD -> node + " holds the log of " + partition + " from " + amount + " before its end";
      case AWAIT_LEADER -> node + " is asked to wait for " + leader;
      case MOVE ->
        node + (fault.amount() == 0 ? " moves to a new address" : " moves to where another was");
      case ISOLATE, CRASH, CLOSE, PAUSE -> kind(fault.kind()) + " " + node;
    };
  }

  static String words(Trigger trigger) {
    String after = trigger.delay() == 0 ? "at once" : "after " + duration(trigger.delay());
    return kind(trigger.kind()) + " " + after + " at " + kind(trigger.target()) + ", at moment "
        + trigger.nth() + " of " + kind(trigger.on());
  }

  /** Microseconds for people. */
  static String duration(long micros) {
    if (micros < 10_000) {
      return micros + "us";
    }
    return micros < 10_000_000 ? micros / 1000 + "ms" : micros / 1_000_000 + "s";
  }
}
