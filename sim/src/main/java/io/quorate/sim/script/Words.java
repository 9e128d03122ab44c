package io.quorate.sim.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** One line of a script, read word by word. Whatever does not fit is an error. */
final class Words {
  private static final long MICRO = 1_000;

  private final String line;
  private final List<String> words;
  private int at;

  Words(String line) {
    this.line = line.strip();
    this.words = new ArrayList<>();
    for (String word : this.line.split("\\s+")) {
      if (word.startsWith("#")) {
        break;
      }
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
  }

  /** The line without its comment, with single spaces. */
  String text() {
    return String.join(" ", words);
  }

  /** The line as it stands in the file. */
  String raw() {
    return line;
  }

  ScriptException error(String problem) {
    return new ScriptException(problem);
  }

  boolean atEnd() {
    return at >= words.size();
  }

  /** The next word, which stays the next; empty at the end. */
  String peek() {
    return atEnd() ? "" : words.get(at);
  }

  String next(String wanted) {
    if (atEnd()) {
      throw error("the line ends where " + wanted + " should stand");
    }
    return words.get(at++);
  }

  /** Takes a word if it is the next one. */
  boolean accept(String word) {
    if (peek().equals(word)) {
      at++;
      return true;
    }
    return false;
  }

  void require(String word) {
    if (!accept(word)) {
      throw error("here should stand \"" + word + "\", not "
          + (atEnd() ? "the end of the line" : "\"" + peek() + "\""));
    }
  }

  /** All of the line has been understood. */
  void end() {
    if (!atEnd()) {
      throw error("\"" + peek() + "\" is too much: the step is complete before it");
    }
  }

  List<String> rest() {
    List<String> rest = new ArrayList<>(words.subList(at, words.size()));
    at = words.size();
    return rest;
  }

  static boolean isNumber(String word) {
    return !word.isEmpty()
        && word.length() <= 9
        && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  boolean atNumber() {
    return isNumber(peek());
  }

  long number(String wanted) {
    String word = next(wanted);
    if (!isNumber(word)) {
      throw error("here should stand " + wanted + ", a number, not \"" + word + "\"");
    }
    return Long.parseLong(word);
  }

  /** A node that must be one of those given. */
  int node(SortedSet<Integer> known) {
    return known(next("a node"), known);
  }

  int known(String word, SortedSet<Integer> known) {
    if (!isNumber(word) || !known.contains(Integer.parseInt(word))) {
      throw error("there is no node \"" + word + "\"; the nodes are " + list(known));
    }
    return Integer.parseInt(word);
  }

  /** One or more nodes, or {@code all}. */
  SortedSet<Integer> nodes(SortedSet<Integer> known) {
    if (accept("all")) {
      return known;
    }
    SortedSet<Integer> nodes = new TreeSet<>();
    do {
      nodes.add(node(known));
    } while (atNumber());
    return nodes;
  }

  /** Zero or more nodes. */
  SortedSet<Integer> anyNodes(SortedSet<Integer> known) {
    return atNumber() ? nodes(known) : new TreeSet<>();
  }

  /** Nanoseconds, of a word such as {@code 50ms}. */
  long duration() {
    String word = next("a duration such as 50ms");
    for (Object[] unit :
        new Object[][] {{"ms", 1000 * MICRO}, {"us", MICRO}, {"s", 1000_000 * MICRO}}) {
      String suffix = (String) unit[0];
      if (word.endsWith(suffix) && isNumber(word.substring(0, word.length() - suffix.length()))) {
        return Long.parseLong(word.substring(0, word.length() - suffix.length())) * (long) unit[1];
      }
    }
    throw error("\"" + word + "\" is no duration; write 50ms, 500us or 2s");
  }

  String oneOf(String wanted, String... choices) {
    String word = next(wanted);
    if (!Arrays.asList(choices).contains(word)) {
      throw error(
          "\"" + word + "\" is not " + wanted + "; " + suggestion(word, Arrays.asList(choices)));
    }
    return word;
  }

  static String list(Iterable<?> items) {
    StringBuilder text = new StringBuilder();
    for (Object item : items) {
      text.append(text.length() == 0 ? "" : " ").append(item);
    }
    return text.toString();
  }

  /** What somebody may have meant. */
  static String suggestion(String word, List<String> choices) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String choice : choices) {
      int distance = distance(word, choice);
      if (distance < least) {
        least = distance;
        nearest = choice;
      }
    }
    return least <= Math.max(2, word.length() / 3)
        ? "did you mean \"" + nearest + "\"?"
        : "there are: " + list(choices);
  }

  /** How many letters have to be changed, put in or left out (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
