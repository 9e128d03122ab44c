package io.quorate.engine.production;

import java.util.List;

/** Looks for threads that a node has left behind. */
final class TestThreads {
  private TestThreads() {}

  static List<String> of(String node) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("quorate-" + node + "-"))
        .sorted()
        .toList();
  }
}
