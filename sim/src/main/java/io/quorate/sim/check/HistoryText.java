package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The text form of a history, described at {@link History#text}. */
final class HistoryText {
  private static final String HEADER = "quorate-history 1";
  private static final String CALL = " : ";
  private static final String ANSWER = " -> ";
  private static final String NEVER = "?";

  private HistoryText() {}

  static <I, O> String write(History<I, O> history, Notation<I, O> notation) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Operation<I, O> op : history.operations()) {
      text.append(op.client()).append(' ').append(op.invoked()).append(' ');
      text.append(op.returned().isPresent() ? Long.toString(op.returned().getAsLong()) : NEVER);
      text.append(' ').append(word(op.outcome()));
      if (!op.consistency().equals(Consistency.LINEARIZABLE)) {
        text.append(' ').append(op.consistency().word());
      }
      text.append(CALL).append(notation.writeInput(op.input()));
      op.output().ifPresent(o -> text.append(ANSWER).append(notation.writeOutput(o)));
      text.append('\n');
    }
    return text.toString();
  }

  static <I, O> History<I, O> parse(String text, Notation<I, O> notation) {
    List<String> lines = text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty() && l.charAt(0) != '#')
        .toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("a history begins with the line '" + HEADER + "'"
          + (lines.isEmpty() ? "" : ", not with '" + lines.get(0) + "'"));
    }
    List<Operation<I, O>> operations = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      try {
        operations.add(operation(line, notation));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the line '" + line + "' is no operation: " + e.getMessage(), e);
      }
    }
    return new History<>(operations);
  }

  private static <I, O> Operation<I, O> operation(String line, Notation<I, O> notation) {
    int call = line.indexOf(CALL);
    String[] words = line.substring(0, Math.max(call, 0)).strip().split(" +");
    if (words.length < 4 || words.length > 5) {
      throw new IllegalArgumentException("it should be '<client> <invoked> <returned or ?>"
          + " <outcome> [<consistency>] : <input> -> <output>'");
    }
    Outcome outcome = outcome(words[3]);
    String rest = line.substring(call + CALL.length());
    int answer = outcome == Outcome.OK ? rest.lastIndexOf(ANSWER) : rest.length();
    if (answer < 0) {
      throw new IllegalArgumentException(
          "its outcome is ok, so ' -> ' and an output should follow");
    }
    I input = notation.readInput(rest.substring(0, answer).strip());
    return new Operation<>(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        words[2].equals(NEVER) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[2])),
        outcome,
        input,
        outcome == Outcome.OK
            ? Optional.of(notation.readOutput(
                input, rest.substring(answer + ANSWER.length()).strip()))
            : Optional.empty(),
        words.length == 5 ? Consistency.ofWord(words[4]) : Consistency.LINEARIZABLE);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static Outcome outcome(String word) {
    for (Outcome outcome : Outcome.values()) {
      if (word(outcome).equals(word)) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("'" + word + "' is no outcome: ok, failed or unknown");
  }
}
