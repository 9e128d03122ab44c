package io.quorate.sim.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change of text files in the form that {@code git diff} prints. Strict: the lines that a hunk
 * expects must be there exactly, and at one place only; if lines were added or removed above it in
 * the meantime, that place may be another than the one written down.
 *
 * @param files the hunks by path from the repository's root
 */
record UnifiedDiff(SortedMap<String, List<Hunk>> files) {
  private static final Pattern RANGES =
      Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@.*");

  /**
   * A change at one place.
   *
   * @param header its line with the ranges, for messages
   * @param line where it was made, from 1
   * @param before the lines expected
   * @param after the lines that take their place
   */
  record Hunk(String header, int line, List<String> before, List<String> after) {}

  /** Reads a patch from its first {@code diff} line on. */
  static UnifiedDiff parse(List<String> lines) throws BadPatchException {
    TreeMap<String, List<Hunk>> files = new TreeMap<>();
    List<Hunk> hunks = null;
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.startsWith("@@ ")) {
        if (hunks == null) {
          throw new BadPatchException("a hunk stands before any '+++ b/...' line: " + line);
        }
        Reader reader = new Reader(lines, at);
        hunks.add(reader.read());
        at = reader.at;
        continue;
      }
      if (line.startsWith("+++ ")) {
        String path = path(line);
        hunks = new ArrayList<>();
        if (files.put(path, hunks) != null) {
          throw new BadPatchException("the patch has two parts for " + path);
        }
      } else if (!line.startsWith("--- ")
          && !line.startsWith("diff --git ")
          && !line.startsWith("index ")
          && !line.isBlank()) {
        throw new BadPatchException("a line that belongs to no hunk: " + line);
      }
      at++;
    }
    if (files.isEmpty() || files.values().stream().anyMatch(List::isEmpty)) {
      throw new BadPatchException("the patch changes nothing");
    }
    return new UnifiedDiff(files);
  }

  private static String path(String line) throws BadPatchException {
    if (!line.startsWith("+++ b/")) {
      throw new BadPatchException("expected '+++ b/<path from the root>', not: " + line);
    }
    return line.substring("+++ b/".length());
  }

  /** Reads one hunk: as many lines as its ranges say. */
  private static final class Reader {
    private final List<String> lines;
    private int at;

    Reader(List<String> lines, int at) {
      this.lines = lines;
      this.at = at;
    }

    Hunk read() throws BadPatchException {
      String header = lines.get(at++);
      Matcher ranges = RANGES.matcher(header);
      if (!ranges.matches()) {
        throw new BadPatchException("a hunk's ranges cannot be read: " + header);
      }
      int oldCount = count(ranges.group(2));
      int newCount = count(ranges.group(4));
      List<String> before = new ArrayList<>();
      List<String> after = new ArrayList<>();
      while (before.size() < oldCount || after.size() < newCount) {
        if (at == lines.size()) {
          throw new BadPatchException("the patch ends within the hunk " + header);
        }
        String line = lines.get(at++);
        char kind = line.isEmpty() ? ' ' : line.charAt(0);
        String text = line.isEmpty() ? "" : line.substring(1);
        switch (kind) {
          case ' ' -> {
            before.add(text);
            after.add(text);
          }
          case '-' -> before.add(text);
          case '+' -> after.add(text);
          default -> throw new BadPatchException("hunk " + header + " has the line: " + line);
        }
      }
      if (before.size() != oldCount || after.size() != newCount || before.equals(after)) {
        throw new BadPatchException("the lines of hunk " + header + " are not those it announces");
      }
      return new Hunk(header, Integer.parseInt(ranges.group(1)), before, after);
    }

    private static int count(String group) {
      return group == null ? 1 : Integer.parseInt(group);
    }
  }

  /**
   * Changes the text of one of the files.
   *
   * @param path which
   * @param text its present text
   * @return the changed text
   * @throws BadPatchException if a hunk does not fit; the message says which
   */
  String apply(String path, String text) throws BadPatchException {
    // With limit -1 the part behind the last line feed is kept, so that joining gives it back.
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    int shift = 0;
    int from = 0;
    for (Hunk hunk : files.get(path)) {
      int place = place(path, hunk, lines, from, hunk.line() - 1 + shift);
      lines.subList(place, place + hunk.before().size()).clear();
      lines.addAll(place, hunk.after());
      from = place + hunk.after().size();
      shift += hunk.after().size() - hunk.before().size();
    }
    return String.join("\n", lines);
  }

  private static int place(String path, Hunk hunk, List<String> lines, int from, int expected)
      throws BadPatchException {
    if (expected >= from && fits(hunk, lines, expected)) {
      return expected;
    }
    int found = -1;
    for (int place = from; place < lines.size(); place++) {
      if (fits(hunk, lines, place)) {
        if (found >= 0) {
          throw new BadPatchException("hunk " + hunk.header() + " fits " + path + " at lines "
              + (found + 1) + " and " + (place + 1) + ", but not at its own");
        }
        found = place;
      }
    }
    if (found < 0) {
      throw new BadPatchException("hunk " + hunk.header() + " does not fit " + path
          + ": nowhere does it have the lines\n" + String.join("\n", hunk.before()));
    }
    return found;
  }

  private static boolean fits(Hunk hunk, List<String> lines, int place) {
    int end = place + hunk.before().size();
    return end <= lines.size() && lines.subList(place, end).equals(hunk.before());
  }
}
