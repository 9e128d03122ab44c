package io.quorate.sim.report;

import io.quorate.DecisionResult;
import io.quorate.ReadResult;
import io.quorate.ReplicationResult;
import io.quorate.TicketResult;
import io.quorate.sim.world.Detail.CallMade;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What clients asked for and heard, from invoke to return. */
final class CallHistory {
  private CallHistory() {}

  /** How a call ended. */
  enum Outcome {
    OK,
    REFUSED,
    UNKNOWN,
    OPEN
  }

  /** One call. */
  static final class Item {
    final int client;
    final int node;
    final int partition;
    final long first;
    final int operations;
    final long from;
    final int position;
    long to;
    Outcome outcome = Outcome.OPEN;
    String words = "no answer by the end";

    private Item(Entry entry, CallMade call, int position, long end) {
      client = call.client();
      node = entry.node();
      partition = entry.partition();
      first = call.firstOperation();
      operations = call.operations();
      from = entry.time();
      to = end;
      this.position = position;
    }

    private void hear(long time, Outcome how, String what) {
      // The worst of several counts, and an answer more than the client's patience.
      if (outcome == Outcome.OPEN || outcome == Outcome.OK && how != Outcome.OK) {
        outcome = how;
        words = what;
      }
      to = time;
    }
  }

  static List<Item> of(TraceModel model) {
    List<Item> items = new ArrayList<>();
    Map<Long, Item> byOperation = new TreeMap<>();
    for (int i = 0; i < model.size(); i++) {
      Entry entry = model.entry(i);
      if (entry.detail() instanceof CallMade call) {
        Item item = new Item(entry, call, i, model.endTime());
        items.add(item);
        for (long each = 0; each < call.operations(); each++) {
          byOperation.put(call.firstOperation() + each, item);
        }
      }
      Item item = entry.event() == Event.OUTCOME || entry.event() == Event.GAVE_UP
          ? byOperation.get(entry.a())
          : null;
      if (item != null && entry.detail() != null) {
        hear(item, entry);
      }
    }
    return items;
  }

  private static void hear(Item item, Entry entry) {
    Object detail = entry.detail();
    Outcome outcome =
        detail instanceof ReplicationResult.Committed || detail instanceof ReadResult.Served
            ? Outcome.OK
            : detail instanceof ReplicationResult.NotCommitted
                    || detail instanceof ReadResult.NotServed
                    || detail instanceof TicketResult.NotOpened
                    || detail instanceof DecisionResult.NotDecided
                    || entry.event() == Event.GAVE_UP && entry.b() == 1
                ? Outcome.REFUSED
                : Outcome.UNKNOWN;
    item.hear(entry.time(), outcome, words(detail));
  }

  /** What a client heard, without the state machine's answer. */
  static String words(Object result) {
    if (result instanceof ReplicationResult.Committed committed) {
      return "committed at " + committed.index() + " in term " + committed.term();
    }
    if (result instanceof ReplicationResult.NotCommitted refused) {
      return "refused, " + refused.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
    if (result instanceof ReplicationResult.Unknown) {
      return "unknown, no outcome in time";
    }
    if (result instanceof ReadResult.Served<?> served) {
      return "read with everything up to " + served.index() + " applied";
    }
    if (result instanceof ReadResult.NotServed<?> refused) {
      return "not read, " + refused.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
    if (result instanceof TicketResult.Opened opened) {
      return "ticket opened at " + opened.index();
    }
    if (result instanceof DecisionResult.Decided decided) {
      return "ticket " + decided.decision().name().toLowerCase(Locale.ROOT).replace('_', ' ')
          + " at " + decided.index();
    }
    return String.valueOf(result);
  }
}
