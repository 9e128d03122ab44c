package io.quorate.engine.system;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What stands in the way, a sentence for each cause. Anybody may cause some: not all are kept. */
final class Problems {
  private static final int LIMIT = 64;

  private final TreeMap<String, String> byCause = new TreeMap<>();

  void add(String about, String sentence) {
    if (byCause.size() < LIMIT || byCause.containsKey(about)) {
      byCause.put(about, sentence);
    }
  }

  void remove(String about) {
    byCause.remove(about);
  }

  void clear() {
    byCause.clear();
  }

  List<String> sentences() {
    return new ArrayList<>(byCause.values());
  }
}
