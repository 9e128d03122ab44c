package io.quorate.sim.report;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.world.Detail.FrameContents;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Trace.Entry;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in a line what an event of a trace was. */
final class EventWords {
  private final TraceModel model;

  EventWords(TraceModel model) {
    this.model = model;
  }

  /** Who: a node, or nothing for everybody. */
  static String who(Entry entry) {
    return entry.node() == 0 ? "-" : "n" + entry.node();
  }

  /** Which group. */
  static String group(Entry entry) {
    return entry.partition() < 0 ? "-" : "p" + entry.partition();
  }

  /** Seconds with microseconds, without padding. */
  static String time(long nanos) {
    return String.format(
        Locale.ROOT, "%d.%06d", nanos / 1_000_000_000L, nanos / 1_000 % 1_000_000L);
  }

  String words(int position) {
    Entry e = model.entry(position);
    Object detail = e.detail();
    return switch (e.event()) {
      case BOOT -> "boots, process " + e.a();
      case CRASH -> "process ends (crash)";
      case POWER_LOSS -> "power lost, " + count(e.a(), "batch", "batches") + " gone";
      case CLOSE -> "is closed in good order";
      case PAUSE -> "stands still";
      case RESUME -> "goes on";
      case FAULT ->
        detail instanceof Fault fault
            ? "FAULT " + FaultWords.words(fault, model.nodes()) + " for "
                + FaultWords.duration(fault.duration())
            : "fault";
      case FAULT_END ->
        detail == null
            ? "fault ends: " + FaultWords.kind(FaultKind.values()[(int) e.a()])
            : "request ends: " + detail;
      case HEAL -> "all faults end";
      case DELIVER -> "hears a frame from n" + e.a();
      case DROP -> "frame " + e.b() + " to n" + e.a() + " is lost" + because(detail);
      case WRITTEN, BATCH ->
        "disk: batch " + e.a() + " written, sync begins" + (detail == null ? "" : ": " + detail);
      case DURABLE ->
        "disk: batch " + e.a() + (lied(position) ? " is durable, it lies" : " is durable");
      case COMPLETED -> "disk: batch " + e.a() + " reported to the node";
      case SYNC_FAILED -> "disk: a write or its sync fails";
      case FILTERED -> "frame " + e.b() + " to n" + e.a() + " loses messages";
      case FORGOTTEN ->
        "disk: "
            + (e.a() == e.b()
                ? "batch " + e.a() + " is lost"
                : "batches " + e.a() + "-" + e.b() + " are lost");
      case LIED -> "disk: says that it has synced, and has not";
      case SEND -> "-> n" + e.a() + "  " + detail;
      case HANDLE -> "<- n" + e.a() + "  " + detail;
      case FRAME -> "frame " + e.b() + " to n" + e.a() + contents(detail);
      case ARRIVE -> "frame " + e.b() + " from n" + e.a() + " arrives";
      case PERSISTED -> "hears that write " + e.a() + " is durable";
      case ROLE -> "term " + e.a() + ", role " + role(position);
      case STATE -> state(position, e);
      case COMMIT -> "commit -> " + e.a();
      case APPEND -> "appends entry " + e.a() + " of term " + e.b();
      case TRUNCATE -> "cuts its log after " + e.a() + " (it ended at " + e.b() + ")";
      case APPLY -> "applies " + e.a() + " of term " + e.b();
      case APPLY_FAILED -> "the application throws at " + e.a();
      case PROPOSE ->
        "gets operation " + e.a() + (e.b() > 1 ? " and " + (e.b() - 1) + " more" : "");
      case RESTORED -> "takes a snapshot's state, that of entry " + e.a() + " of term " + e.b();
      case LEASE_READ -> "serves a read by its lease";
      case STORED -> "disk: a snapshot of the state of entry " + e.a() + " is there";
      case CALL -> "client: " + detail;
      case OUTCOME -> "client: operation " + e.a() + " ends: " + CallHistory.words(detail);
      case GAVE_UP -> "client: operation " + e.a() + " has no outcome, " + detail;
      case HIT -> "is the leader that the fault strikes";
      case VIOLATION ->
        detail instanceof InvariantViolation v
            ? "VIOLATION " + v.invariant() + ": " + v.story()
            : "VIOLATION";
    };
  }

  private boolean lied(int position) {
    Entry durable = model.entry(position);
    return position > 0
        && model.entry(position - 1).event() == Event.LIED
        && model.entry(position - 1).node() == durable.node();
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static String because(Object detail) {
    return detail == null ? "" : ": " + detail;
  }

  private static String contents(Object detail) {
    return detail instanceof FrameContents contents
        ? contents.messages().stream().map(Said::text).collect(Collectors.joining("; ", ": ", ""))
        : "";
  }

  /** The role after a ROLE event comes from the state around it. */
  private String role(int position) {
    Entry role = model.entry(position);
    MemberState state = model.stateBefore(position, role.node(), role.partition());
    return state == null ? "?" : state.role().toLowerCase(Locale.ROOT);
  }

  /** What changed, or everything at the first look. */
  private String state(int position, Entry e) {
    MemberState now = (MemberState) e.detail();
    MemberState was = model.stateBefore(position, e.node(), e.partition());
    StringBuilder text = new StringBuilder();
    if (was == null || !was.role().equals(now.role()) || was.term() != now.term()) {
      text.append(now.role().toLowerCase(Locale.ROOT)).append(" in term ").append(now.term());
    }
    if (now.vote() != 0 && (was == null || was.vote() != now.vote() || was.term() != now.term())) {
      part(text, "votes n" + now.vote());
    }
    change(text, "last", was == null ? -1 : was.lastIndex(), now.lastIndex());
    change(text, "durable", was == null ? -1 : was.durableIndex(), now.durableIndex());
    change(text, "commit", was == null ? -1 : was.commit(), now.commit());
    if (text.length() == 0) {
      text.append("term ").append(now.durableTerm()).append(" is on its disk");
    }
    return text.toString();
  }

  private static void change(StringBuilder text, String name, long was, long now) {
    if (was != now) {
      part(text, name + " " + (was < 0 ? "" : was + " -> ") + now);
    }
  }

  private static void part(StringBuilder text, String part) {
    text.append(text.length() == 0 ? "" : ", ").append(part);
  }

  /** A line with aligned columns: time, node, group, what. */
  String line(int position) {
    Entry e = model.entry(position);
    return String.format(
        Locale.ROOT, "%11s  %-3s %-3s  %s", time(e.time()), who(e), group(e), words(position));
  }

  /** Whether an event is one of messages. */
  static boolean isMessage(Event event) {
    return event == Event.SEND || event == Event.HANDLE;
  }
}
