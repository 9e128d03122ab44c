package io.quorate.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stretches of a source between {@code // #region name} and {@code // #endregion}, without
 * their common indentation. Regions may hold others, whose markers are left out.
 */
final class Regions {
  private static final String BEGIN = "// #region ";
  private static final String END = "// #endregion";

  private Regions() {}

  private record Open(String name, List<String> lines) {}

  static SortedMap<String, String> of(String source) {
    SortedMap<String, String> regions = new TreeMap<>();
    Deque<Open> open = new ArrayDeque<>();
    source.lines().forEach(line -> {
      String trimmed = line.trim();
      if (trimmed.startsWith(BEGIN)) {
        open.push(new Open(trimmed.substring(BEGIN.length()), new ArrayList<>()));
      } else if (trimmed.equals(END)) {
        Open closed = open.pop();
        regions.put(
            closed.name(), String.join("\n", closed.lines()).stripIndent().strip());
      } else {
        open.forEach(region -> region.lines().add(line));
      }
    });
    if (!open.isEmpty()) {
      throw new IllegalArgumentException("region " + open.peek().name() + " has no end");
    }
    return regions;
  }
}
