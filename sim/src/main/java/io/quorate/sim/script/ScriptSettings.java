package io.quorate.sim.script;

import io.quorate.engine.raft.GroupSettings;
import io.quorate.engine.raft.Leases;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings of a script's groups. They are fixed before the first step. */
final class ScriptSettings {
  private static final long MILLI = 1_000_000;
  private static final int PARTITION = 1;
  private static final int PRIORITY = 100;

  /** What {@code set} knows. */
  static final List<String> NAMES = List.of(
      "heartbeat",
      "election",
      "timeout",
      "append-bytes",
      "window",
      "window-bytes",
      "cache-bytes",
      "leases");

  private long heartbeat = 10 * MILLI;
  private long election = 100 * MILLI;
  private long appendBytes = 1 << 16;
  private int window = 4;
  private long windowBytes = 1 << 20;
  private long cacheBytes = 1 << 20;
  private Leases leases = Leases.NONE;
  private final SortedMap<Integer, Long> timeouts = new TreeMap<>();

  int window() {
    return window;
  }

  /** Reads the rest of a {@code set}. */
  void set(Words words, java.util.SortedSet<Integer> nodes) {
    switch (words.oneOf("a setting", NAMES.toArray(new String[0]))) {
      case "heartbeat" -> heartbeat = positive(words, words.duration());
      case "election" -> election = positive(words, words.duration());
      case "append-bytes" -> appendBytes = positive(words, words.number("bytes"));
      case "window" -> window = (int) positive(words, words.number("messages"));
      case "window-bytes" -> windowBytes = positive(words, words.number("bytes"));
      case "cache-bytes" -> cacheBytes = words.number("bytes");
      case "leases" -> leases = new Leases(true, true, (int) words.number("millionths"));
      default -> timeouts.put(words.node(nodes), positive(words, words.duration()));
    }
  }

  private static long positive(Words words, long value) {
    if (value <= 0) {
      throw words.error("this setting must be more than 0");
    }
    return value;
  }

  /** An election timeout must lie where the engine draws it from. */
  void check() {
    timeouts.forEach((node, timeout) -> {
      if (timeout < election || timeout >= 2 * election) {
        throw new ScriptException("node " + node + "'s election timeout is "
            + EventTrace.time(timeout) + ", but must be at least " + EventTrace.time(election)
            + " and below " + EventTrace.time(2 * election));
      }
    });
  }

  GroupSettings of(int node) {
    return new GroupSettings(
        PARTITION,
        node,
        heartbeat,
        election,
        PRIORITY,
        appendBytes,
        window,
        windowBytes,
        cacheBytes,
        leases);
  }

  /**
   * What the engine draws of chance for an election timeout: node 1 waits 10 ms more than it must,
   * node 2 20 ms, and so on, so that every wait is known beforehand.
   */
  long draw(int node, long bound) {
    Long timeout = timeouts.get(node);
    return Math.min(timeout == null ? node * election / 10 : timeout - election, bound - 1);
  }
}
