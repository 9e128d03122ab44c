package io.quorate.sim.script;

import io.quorate.engine.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Which messages a step means: {@code [held] FROM>TO [TYPE] [FIELD=VALUE ...] [1st | 2nd | ... |
 * last]}.
 */
final class Selector {
  private final boolean held;
  private final int from;
  private final int to;
  private final String type;
  private final List<String[]> fields;
  private final int ordinal;
  private final String text;

  private Selector(
      boolean held,
      int from,
      int to,
      String type,
      List<String[]> fields,
      int ordinal,
      String text) {
    this.held = held;
    this.from = from;
    this.to = to;
    this.type = type;
    this.fields = fields;
    this.ordinal = ordinal;
    this.text = text;
  }

  static Selector link(int from, int to) {
    return new Selector(false, from, to, "", List.of(), 0, from + ">" + to);
  }

  /** Reads one from a line. */
  static Selector read(Words words, SortedSet<Integer> nodes) {
    boolean held = words.accept("held");
    String link = words.next("a link such as 1>2");
    int arrow = link.indexOf('>');
    if (arrow < 0) {
      throw words.error("\"" + link + "\" is no link; write 1>2, 1>*, *>2 or *>*");
    }
    int from = end(words, link.substring(0, arrow), nodes);
    int to = end(words, link.substring(arrow + 1), nodes);
    StringBuilder text = new StringBuilder(held ? "held " : "").append(link);
    String type = "";
    List<String[]> fields = new ArrayList<>();
    int ordinal = 0;
    if (isTypeLike(words.peek())) {
      type = words.oneOf("a type of message", MessageText.TYPES.toArray(new String[0]));
      text.append(' ').append(type);
    }
    while (words.peek().indexOf('=') > 0) {
      String word = words.next("a field");
      String[] field = word.split("=", 2);
      if (!MessageText.FIELDS.contains(field[0])) {
        throw words.error("messages have no field \"" + field[0] + "\"; "
            + Words.suggestion(field[0], MessageText.FIELDS));
      }
      fields.add(field);
      text.append(' ').append(word);
    }
    String word = words.peek();
    if (word.matches("[1-9][0-9]?(st|nd|rd|th)")) {
      ordinal = Integer.parseInt(word.replaceAll("[a-z]", ""));
    } else if (word.equals("last")) {
      ordinal = -1;
    }
    if (ordinal != 0) {
      text.append(' ').append(words.next("which"));
    }
    return new Selector(held, from, to, type, fields, ordinal, text.toString());
  }

  private static boolean isTypeLike(String word) {
    return !word.isEmpty()
        && word.indexOf('=') < 0
        && Character.isLetter(word.charAt(0))
        && !word.equals("last")
        && !word.equals("to");
  }

  private static int end(Words words, String end, SortedSet<Integer> nodes) {
    return end.equals("*") ? 0 : words.known(end, nodes);
  }

  /** Whether messages that are held are meant. */
  boolean held() {
    return held;
  }

  /** A rule for what is still to be sent cannot count. */
  Selector asRule(Words words) {
    if (ordinal != 0 || held) {
      throw words.error(
          "this step means messages to come as well, so that it cannot say which of them: \"" + text
              + "\"");
    }
    return this;
  }

  /** The same for each single link, so that a rule for many can be ended for one. */
  List<Selector> perLink(SortedSet<Integer> nodes) {
    List<Selector> links = new ArrayList<>();
    for (int sender : nodes) {
      for (int receiver : nodes) {
        if (sender != receiver && (from == 0 || from == sender) && (to == 0 || to == receiver)) {
          links.add(new Selector(false, sender, receiver, type, fields, 0, text));
        }
      }
    }
    return links;
  }

  boolean matches(int sender, int receiver, Message message) {
    if (from != 0 && from != sender
        || to != 0 && to != receiver
        || !MessageText.isOf(type, message)) {
      return false;
    }
    for (String[] field : fields) {
      if (!MessageText.has(message, field[0], field[1])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a rule of another selector says nothing that this one does not cover. */
  boolean covers(Selector other) {
    return (from == 0 || from == other.from)
        && (to == 0 || to == other.to)
        && (type.isEmpty() || type.equals(other.type))
        && fields.isEmpty();
  }

  /** Of all that match, those that are meant. */
  <T> List<T> pick(List<T> matching) {
    if (ordinal == 0) {
      return matching;
    }
    int at = ordinal < 0 ? matching.size() - 1 : ordinal - 1;
    return at >= 0 && at < matching.size() ? List.of(matching.get(at)) : List.of();
  }

  @Override
  public String toString() {
    return text;
  }
}
