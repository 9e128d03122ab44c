package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Misconfiguration;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A schedule for people: a table of when, what, and what that does, and the noise around it. */
public final class Explanation {
  private Explanation() {}

  /**
   * Explains a schedule.
   *
   * @param schedule the schedule; best a small one
   * @return lines, each with its end
   */
  public static String of(Schedule schedule) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"time", "element", "what it does"});
    for (Trigger trigger : schedule.triggers()) {
      rows.add(new String[] {"a moment", "trigger " + trigger.kind(), words(trigger)});
    }
    boolean healed = false;
    for (Record element : Elements.of(schedule)) {
      if (!healed && Elements.at(element) > schedule.faultsEnd()) {
        rows.add(heal(schedule));
        healed = true;
      }
      String time = time(Elements.at(element));
      if (element instanceof Fault fault) {
        rows.add(new String[] {time, "fault " + fault.kind(), words(fault)});
      } else if (element instanceof Call call) {
        rows.add(new String[] {time, "call", words(call)});
      }
    }
    if (!healed) {
      rows.add(heal(schedule));
    }
    return cluster(schedule) + table(rows);
  }

  private static String cluster(Schedule schedule) {
    StringBuilder text = new StringBuilder();
    text.append(count(schedule.knobs().nodes(), "node")).append(", ");
    if (schedule.knobs().spares() > 0) {
      text.append(count(schedule.knobs().spares(), "spare")).append(", ");
    }
    text.append(count(schedule.knobs().partitions(), "partition")).append(", election timeout ");
    text.append(duration(schedule.knobs().election())).append(", seed ").append(schedule.seed());
    List<String> noise = new CalmKnobs().noise(schedule.knobs());
    text.append(noise.isEmpty() ? "; no noise" : "; not calm: " + String.join(", ", noise));
    if (schedule.traffic().clients() > 0) {
      text.append("; ").append(count(schedule.traffic().clients(), "client"));
      text.append(" that draw calls");
    }
    return text.append('\n').toString();
  }

  private static String[] heal(Schedule schedule) {
    String rest = schedule.rest().name().toLowerCase(Locale.ROOT);
    return new String[] {
      time(schedule.faultsEnd()),
      "heal",
      schedule.core() == 0
          ? "all faults end, all nodes run"
          : "all faults end, but what is not of " + nodes(schedule.core()) + " is " + rest
              + " for good"
    };
  }

  // ---- words

  private static String words(Trigger trigger) {
    String whom = switch (trigger.target()) {
      case SELF -> "that node";
      case LEADER -> "the partition's leader";
      case NEXT -> "the node after it";
    };
    String delay = trigger.delay() == 0 ? "" : duration(trigger.delay()) + " after ";
    return delay + "the " + ordinal(trigger.nth()) + " time that " + moment(trigger) + ": "
        + deed(trigger, whom);
  }

  /** A trigger knows no numbers of nodes and partitions before its moment. */
  private static String deed(Trigger trigger, String whom) {
    return switch (trigger.kind()) {
      case CONFIGURE -> "the partition's leader is asked to make all but " + whom + " the voters";
      case STEP_DOWN -> whom + " is asked to give up the partition";
      case REPLAY -> "the last frames to " + whom + " come again";
      default -> deed(new Fault(0, trigger.kind(), 0, 0, 0, 0, trigger.duration()), whom);
    };
  }

  private static String moment(Trigger trigger) {
    return switch (trigger.on()) {
      case VOTE_DECIDED -> "a node decides to vote for another";
      case VOTE_GRANTED -> "a node lets a vote go out";
      case BECAME_CANDIDATE -> "a node asks for votes, or whether it may";
      case BECAME_LEADER -> "a node becomes leader";
      case APPEND_ACCEPTED -> "a follower lets an acceptance go out";
      case COMMIT_ADVANCED -> "a leader's commit index moves";
      case TRUNCATED -> "a node cuts its log";
      case SYNC_STARTED -> "a sync begins";
      case SYNC_DURABLE -> "a batch is durable and its node has not heard it";
      case SYNC_FAILED -> "a sync fails";
      case READ_FAILED -> "a read of the log fails";
      case CONFIGURATION_APPENDED -> "a configuration is appended to a log";
      default -> "this happens: " + plain(trigger.on().name());
    };
  }

  private static String words(Fault fault) {
    return deed(fault, "node " + fault.node());
  }

  /** What a fault does; whom is who a kind for one node hits. */
  private static String deed(Fault fault, String whom) {
    String until = " for " + duration(fault.duration());
    String again = ", back after " + duration(fault.duration());
    String leader = "the leader of partition " + fault.partition();
    return switch (fault.kind()) {
      case LOSS -> permille(fault) + " of all frames are lost" + until;
      case DUPLICATE -> permille(fault) + " of all frames are delivered twice" + until;
      case DELAY ->
        "frames from and to " + nodes(fault.mask()) + " take up to " + duration(fault.amount())
            + " longer" + until;
      case REORDER -> permille(fault) + " of all frames overtake others" + until;
      case PARTITION -> nodes(fault.mask()) + " and the others do not hear each other" + until;
      case ONE_WAY -> nodes(fault.mask()) + " are not heard by the others" + until;
      case ISOLATE -> whom + " neither hears nor is heard" + until;
      case ISOLATE_LEADER -> leader + " neither hears nor is heard" + until;
      case CRASH -> whom + " crashes" + again;
      case CRASH_LEADER -> leader + " crashes" + again;
      case CRASH_MANY -> nodes(fault.mask()) + " crash" + again;
      case POWER_LOSS -> whom + " loses power and what was not synced" + again;
      case POWER_LOSS_MANY -> nodes(fault.mask()) + " lose power and what was not synced" + again;
      case CLOSE -> whom + " is closed in good order" + again;
      case CLOSE_LEADER -> leader + " is closed in good order" + again;
      case PAUSE -> whom + " stands still" + until;
      case STALL -> "no sync of " + whom + " ends" + until;
      case FAIL_SYNC -> "the next sync of " + whom + " fails; it is restarted" + again;
      case TRANSFER -> leader + " is asked to hand over to " + whom;
      case STEP_DOWN -> whom + " is asked to give up partition " + fault.partition();
      default -> rarer(fault, whom);
    };
  }

  private static String rarer(Fault fault, String whom) {
    String until = " for " + duration(fault.duration());
    String again = ", back after " + duration(fault.duration());
    String leader = "the leader of partition " + fault.partition();
    return switch (fault.kind()) {
      case CLOG ->
        "frames between " + nodes(fault.mask()) + " and the others are held" + until
            + ", and come then";
      case BRIDGE ->
        nodes(fault.mask()) + " and the others hear each other only by way of " + whom + until;
      case LEADER_ONLY -> "only " + leader + " hears others and is heard" + until;
      case FLAP ->
        nodes(fault.mask()) + " and the others hear each other in turns of "
            + duration(fault.amount()) + until;
      case RESET -> "the connections of " + whom + " break at once";
      case SLOW_RECEIVER ->
        "no more than " + fault.amount() + " bytes are under way to " + whom + " from each" + until;
      case LOSE_TYPE ->
        "messages of the types in the bits " + Long.toBinaryString(fault.amount()) + " to and from "
            + nodes(fault.mask()) + " are lost" + until;
      case LOSE_GROUP ->
        "messages of partition " + fault.partition() + " from " + nodes(fault.mask()) + " are lost"
            + until;
      case REPLAY ->
        "the last frames to " + whom + ", up to " + fault.amount() + " from each, come again";
      case MOVE ->
        whom + " is stopped" + again
            + (fault.amount() == 0
                ? " at a new address"
                : " at the address that another has left last, if there is one");
      case PAUSE_LEADER -> leader + " stands still" + until;
      case CLOCK_STEP -> "the wall clock of " + whom + " jumps by " + fault.amount() + " ms";
      case CLOCK_FREEZE -> "the wall clock of " + whom + " stands still" + until;
      case CLOCK_RATE ->
        "the monotonic clock of " + whom + " runs at " + fault.amount() + " per mille" + until;
      case STALL_LEADER -> "no sync of " + leader + " ends" + until;
      case SLOW_DISK ->
        "the disk of " + whom + " takes " + fault.amount() + " times as long" + until;
      case DISK_FULL ->
        "the disk of " + whom + " is full from its next " + (fault.amount() == 0 ? "write" : "sync")
            + " on" + until;
      case FAIL_READ -> "the next read of " + whom + "'s log fails; it is restarted" + again;
      case CORRUPT ->
        "an entry of partition " + fault.partition() + " on the disk of " + whom + " is damaged, "
            + (fault.hits(1) ? "which its log reports" : "and read as it is");
      case WIPE -> whom + " gets an empty disk" + again;
      case CONFIGURE ->
        leader + " is asked to make " + nodes(fault.mask()) + " the voters"
            + (fault.amount() == 0 ? "" : ", and learners of " + nodes((int) fault.amount()));
      case REPLACE ->
        "the leader of partition 0 is asked to replace " + whom + " by spare " + fault.amount();
      case INVALID_REQUEST -> whom + " is asked for nonsense of kind " + fault.amount();
      case MISCONFIGURE ->
        whom + " is started with " + Misconfiguration.of(fault).words() + ", and as it should"
            + again;
      case CHECKPOINT -> leader + " is asked to make a checkpoint";
      case HOLD ->
        whom + " holds the log of partition " + fault.partition() + " from " + fault.amount()
            + " entries before its end" + until;
      case AWAIT_LEADER ->
        whom + " is asked to wait for the leader of partition " + fault.partition() + until;
      default -> plain(fault.kind().name()) + ": " + fault;
    };
  }

  private static String words(Call call) {
    return "client " + call.client() + " proposes " + count(call.count(), "entry")
        + " to partition "
        + call.partition() + " at " + (call.node() == 0 ? "its leader" : "node " + call.node())
        + ", timeout " + duration(call.timeout());
  }

  private static String permille(Fault fault) {
    return fault.amount() == 1000 ? "all" : fault.amount() + " per mille";
  }

  private static String nodes(int mask) {
    List<String> nodes = new ArrayList<>();
    for (int node = 1; node <= Integer.SIZE; node++) {
      if (NodeMask.has(mask, node)) {
        nodes.add(Integer.toString(node));
      }
    }
    return (nodes.size() == 1 ? "node " : "nodes ") + String.join(", ", nodes);
  }

  private static String plain(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String count(long count, String what) {
    String several = what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
    return count + " " + (count == 1 ? what : several);
  }

  private static String ordinal(int nth) {
    boolean teen = nth / 10 % 10 == 1;
    String ending = switch (teen ? 0 : nth % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
    return nth + ending;
  }

  // ---- times and lines

  private static String time(long micros) {
    return String.format(Locale.ROOT, "%d.%06d s", micros / 1_000_000, micros % 1_000_000);
  }

  /** In the largest unit that needs no fraction, or else in milliseconds with three digits. */
  static String duration(long micros) {
    if (micros % 1_000_000 == 0) {
      return micros / 1_000_000 + " s";
    }
    if (micros % 1_000 == 0) {
      return micros / 1_000 + " ms";
    }
    return micros < 1_000
        ? micros + " us"
        : String.format(Locale.ROOT, "%d.%03d ms", micros / 1_000, micros % 1_000);
  }

  private static String table(List<String[]> rows) {
    int time = 0;
    int element = 0;
    for (String[] row : rows) {
      time = Math.max(time, row[0].length());
      element = Math.max(element, row[1].length());
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      String line = " ".repeat(time - row[0].length()) + row[0] + "  " + row[1]
          + " ".repeat(element - row[1].length()) + "  " + row[2];
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
