package io.quorate.sim.script;

import io.quorate.engine.raft.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/** The network: what is under way, what is held back, and which links are cut. */
final class Mailbox {
  /** A message under way; a copy of it is another letter. */
  static final class Letter {
    final int from;
    final int to;
    final Message message;

    Letter(int from, int to, Message message) {
      this.from = from;
      this.to = to;
      this.message = message;
    }

    @Override
    public String toString() {
      return from + ">" + to + " " + MessageText.of(message);
    }
  }

  private final EventTrace trace;
  private final LongSupplier clock;
  private final SortedSet<Integer> nodes;
  private final List<Letter> inFlight = new ArrayList<>();
  private final List<Letter> held = new ArrayList<>();
  private final List<Selector> cuts = new ArrayList<>();
  private final List<Selector> holds = new ArrayList<>();

  Mailbox(EventTrace trace, LongSupplier clock, SortedSet<Integer> nodes) {
    this.nodes = nodes;
    this.trace = trace;
    this.clock = clock;
  }

  List<Letter> inFlight() {
    return inFlight;
  }

  List<Letter> heldBack() {
    return held;
  }

  private void event(String event, Object detail) {
    trace.event(clock.getAsLong(), 0, event, detail.toString());
  }

  void send(int from, int to, Message message) {
    Letter letter = new Letter(from, to, message);
    if (anyMatches(cuts, letter)) {
      event("lost", letter);
    } else if (anyMatches(holds, letter)) {
      held.add(letter);
      event("held", letter);
    } else {
      inFlight.add(letter);
    }
  }

  private static boolean anyMatches(List<Selector> rules, Letter letter) {
    for (Selector rule : rules) {
      if (rule.matches(letter.from, letter.to, letter.message)) {
        return true;
      }
    }
    return false;
  }

  /** Those that a selector means; may be none. */
  List<Letter> find(Selector selector) {
    List<Letter> matching = new ArrayList<>();
    for (Letter letter : selector.held() ? held : inFlight) {
      if (selector.matches(letter.from, letter.to, letter.message)) {
        matching.add(letter);
      }
    }
    return new ArrayList<>(selector.pick(matching));
  }

  /** Those that a selector means; there must be one. */
  List<Letter> pick(Selector selector) {
    List<Letter> found = find(selector);
    if (found.isEmpty()) {
      throw new ScriptException("there is no message \"" + selector + "\"\n" + contents());
    }
    return found;
  }

  /** Takes a letter out; false if it is gone already. */
  boolean take(Letter letter) {
    return inFlight.removeIf(l -> l == letter) || held.removeIf(l -> l == letter);
  }

  void drop(Letter letter) {
    if (take(letter)) {
      event("lost", letter);
    }
  }

  void duplicate(Letter letter) {
    List<Letter> where = held.contains(letter) ? held : inFlight;
    where.add(where.indexOf(letter) + 1, new Letter(letter.from, letter.to, letter.message));
    event("copy", letter);
  }

  /** Turns the order of some letters round; the others stay where they are. */
  void reverse(List<Letter> letters) {
    List<Integer> places = new ArrayList<>();
    List<Letter> where = held.contains(letters.get(0)) ? held : inFlight;
    for (Letter letter : letters) {
      places.add(where.indexOf(letter));
    }
    List<Letter> reversed = new ArrayList<>(letters);
    Collections.reverse(reversed);
    for (int i = 0; i < places.size(); i++) {
      where.set(places.get(i), reversed.get(i));
    }
  }

  void hold(Selector rule) {
    holds.addAll(rule.perLink(nodes));
    for (Letter letter : find(rule)) {
      take(letter);
      held.add(letter);
      event("held", letter);
    }
  }

  /** Ends the rules that a selector covers; what it matches goes behind all that is in flight. */
  void release(Selector selector) {
    holds.removeIf(selector::covers);
    for (Letter letter : new ArrayList<>(held)) {
      if (selector.matches(letter.from, letter.to, letter.message)) {
        take(letter);
        inFlight.add(letter);
        event("free", letter);
      }
    }
  }

  void cut(Selector rule) {
    cuts.addAll(rule.perLink(nodes));
    for (Letter letter : find(rule)) {
      drop(letter);
    }
  }

  void heal(Selector selector) {
    cuts.removeIf(selector::covers);
  }

  /** What is there, for people. */
  String contents() {
    StringBuilder text = new StringBuilder("  in flight: ");
    list(text, inFlight);
    if (!held.isEmpty()) {
      text.append("\n  held:      ");
      list(text, held);
    }
    return text.toString();
  }

  private static void list(StringBuilder text, List<Letter> letters) {
    if (letters.isEmpty()) {
      text.append("nothing");
    }
    for (int i = 0; i < letters.size(); i++) {
      text.append(i == 0 ? "" : "\n             ").append(letters.get(i));
    }
  }
}
