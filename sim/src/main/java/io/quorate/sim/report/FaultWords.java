package io.quorate.sim.report;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Trigger;
import java.util.Locale;

/** Says of faults what they do to whom. */
final class FaultWords {
  private FaultWords() {}

  /** A set of nodes: bit 0 is node 1. */
  static String set(int mask) {
    StringBuilder text = new StringBuilder();
    for (int node = 1; node <= 32; node++) {
      if ((mask >> (node - 1) & 1) != 0) {
        text.append(text.length() == 0 ? "" : "+").append('n').append(node);
      }
    }
    return text.length() == 0 ? "nobody" : text.toString();
  }

  static String kind(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whom a fault hits, given the leader that it found. */
  static int nodes(Fault fault, int leader) {
    return switch (fault.kind()) {
      case LOSS, DUPLICATE, REORDER -> 0;
      case ISOLATE_LEADER, CRASH_LEADER -> leader == 0 ? 0 : 1 << (leader - 1);
      case PARTITION, ONE_WAY, DELAY, CRASH_MANY, POWER_LOSS_MANY -> fault.mask();
      default -> 1 << (fault.node() - 1);
    };
  }

  /** A fault in a few words. */
  static String words(Fault fault, int nodeCount) {
    int others = (1 << nodeCount) - 1 & ~fault.mask();
    String node = "n" + fault.node();
    String partition = "p" + fault.partition();
    return switch (fault.kind()) {
      case LOSS, DUPLICATE, REORDER -> kind(fault.kind()) + " " + fault.amount() + " permille";
      case DELAY -> "delay " + set(fault.mask()) + " up to " + duration(fault.amount());
      case PARTITION -> "partition " + set(fault.mask()) + " | " + set(others);
      case ONE_WAY -> "one way: " + set(others) + " do not hear " + set(fault.mask());
      case ISOLATE -> "isolate " + node;
      case ISOLATE_LEADER -> "isolate the leader of " + partition;
      case CRASH_LEADER -> "crash the leader of " + partition;
      case CRASH_MANY -> "crash " + set(fault.mask());
      case POWER_LOSS_MANY -> "power loss at " + set(fault.mask());
      case CRASH, CLOSE, PAUSE -> kind(fault.kind()) + " " + node;
      case POWER_LOSS -> "power loss at " + node;
      case STALL -> "disk of " + node + " stalls";
      case FAIL_SYNC -> "next sync of " + node + " fails";
      case TRANSFER -> "transfer " + partition + " to " + node;
      case STEP_DOWN -> node + " steps down from " + partition;
      default -> kind(fault.kind()) + " " + node;
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
