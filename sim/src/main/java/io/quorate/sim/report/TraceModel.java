package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Trace.Entry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trace with what can be known about it at a glance: where the violation is, which events belong
 * to one step, and which of them are only the beat of a healthy group.
 */
final class TraceModel {
  private static final Pattern NODE = Pattern.compile("\\bnode (\\d+)");

  private final List<Entry> entries;
  private final Optional<InvariantViolation> violation;
  private final int nodes;
  private final int partitions;
  private final int end;
  private final int node;
  private final int partition;
  private final boolean[] changed;

  TraceModel(SimulationResult result) {
    this(
        result.trace().entries(),
        result.violation(),
        result.schedule().knobs().allNodes(),
        result.schedule().knobs().partitions());
  }

  TraceModel(
      List<Entry> entries, Optional<InvariantViolation> violation, int nodes, int partitions) {
    this.entries = List.copyOf(entries);
    this.violation = violation;
    this.nodes = nodes;
    this.partitions = partitions;
    this.node = violation.map(InvariantViolation::story).map(TraceModel::nodeIn).orElse(0);
    this.end = findEnd();
    this.changed = findChanges();
    this.partition = findPartition();
  }

  /** The first node that a sentence names; 0 if it names none. */
  static int nodeIn(String sentence) {
    Matcher matcher = NODE.matcher(sentence);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The violation's own event; without one, the last of the trace; -1 in an empty trace. */
  private int findEnd() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).event() == Event.VIOLATION) {
        return i;
      }
    }
    return entries.size() - 1;
  }

  /** For each event whether its step changed the member. */
  private boolean[] findChanges() {
    boolean[] steps = new boolean[entries.size()];
    for (int i = 0; i < steps.length; i++) {
      Event event = entries.get(i).event();
      if (event == Event.STATE || event == Event.APPEND || event == Event.TRUNCATE) {
        for (int j = i; j >= 0 && isSameStep(i, j); j--) {
          steps[j] = true;
        }
        for (int j = i + 1; j < steps.length && isSameStep(i, j); j++) {
          steps[j] = true;
        }
      }
    }
    return steps;
  }

  /** Whether two events belong to one step of one member. */
  boolean isSameStep(int i, int j) {
    Entry a = entries.get(i);
    Entry b = entries.get(j);
    return a.time() == b.time() && a.node() == b.node() && a.partition() == b.partition();
  }

  List<Entry> entries() {
    return entries;
  }

  Entry entry(int position) {
    return entries.get(position);
  }

  int size() {
    return entries.size();
  }

  Optional<InvariantViolation> violation() {
    return violation;
  }

  /** Where the run ends. */
  int end() {
    return end;
  }

  long endTime() {
    return end < 0 ? 0 : entries.get(end).time();
  }

  /** The node that the violation names first; 0 if it names none. */
  int node() {
    return node;
  }

  /**
   * The violation's partition; of one that has none because all of them should have recovered, the
   * first that has not; -1 if there is none either.
   */
  int partition() {
    return partition;
  }

  /** Whether the violation is that something has not happened. */
  boolean isLiveness() {
    return violation.isPresent()
        && violation.get().invariant().charAt(0) == 'L'
        && violation.get().partition() < 0;
  }

  private int findPartition() {
    if (isLiveness() && isFull()) {
      for (int candidate = 0; candidate <= partitions; candidate++) {
        if (!new LogReplay(this, candidate, end).isWell()) {
          return candidate;
        }
      }
    }
    return violation.map(InvariantViolation::partition).orElse(-1);
  }

  int nodes() {
    return nodes;
  }

  /** Application partitions; partition 0 comes on top. */
  int partitions() {
    return partitions;
  }

  /** Whether the trace has the details that only a full trace has. */
  boolean isFull() {
    return entries.stream().anyMatch(e -> e.event() == Event.STATE || e.event() == Event.VIOLATION);
  }

  /** Whether the step that an event belongs to changed anything but messages. */
  boolean changed(int position) {
    return changed[position];
  }

  /**
   * Whether an event is only the beat of a healthy group, or says again what another event says.
   */
  boolean isRoutine(int position) {
    Entry entry = entries.get(position);
    return switch (entry.event()) {
      case WRITTEN,
          DELIVER,
          PROPOSE,
          FRAME,
          ARRIVE,
          FILTERED,
          PERSISTED,
          COMPLETED,
          LIED,
          ROLE,
          COMMIT -> true;
      case SEND ->
        entry.detail() instanceof Said said
            && said.routine()
            && said.type().equals("AppendRequest");
      case HANDLE -> entry.detail() instanceof Said said && said.routine() && !changed[position];
      case FAULT -> entry.detail() == null;
      case OUTCOME -> entry.detail() == null;
      default -> false;
    };
  }

  /** The last event of a kind at a member, before a position; -1 if there is none. */
  int lastBefore(int position, Event event, int atNode, int partition) {
    for (int i = position - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.event() == event && entry.node() == atNode && entry.partition() == partition) {
        return i;
      }
    }
    return -1;
  }

  /** A member's state before a position; null if it is not known. */
  MemberState stateBefore(int position, int atNode, int partition) {
    int at = lastBefore(position, Event.STATE, atNode, partition);
    return at < 0 ? null : (MemberState) entries.get(at).detail();
  }
}
