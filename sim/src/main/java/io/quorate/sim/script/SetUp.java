package io.quorate.sim.script;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.engine.raft.Configuration;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a script says before its first step: who there is, and what each finds on its disk. */
final class SetUp {
  static final List<String> STEPS = List.of("cluster", "node", "set");

  private static final int MAX_NODE = 63;
  private static final int MAX_ENTRIES = 10_000;

  private final ScriptSettings settings = new ScriptSettings();
  private final SortedSet<Integer> ids = new TreeSet<>();
  private final SortedMap<Integer, HardState> hardStates = new TreeMap<>();
  private final SortedMap<Integer, List<Long>> logs = new TreeMap<>();
  private Configuration formed;

  /** The nodes, members or not; empty before the cluster is described. */
  SortedSet<Integer> ids() {
    return Collections.unmodifiableSortedSet(ids);
  }

  /** Reads a line that belongs here. */
  void read(String step, Words words) {
    if (step.equals("cluster")) {
      cluster(words);
    } else if (formed == null) {
      throw words.error("first say who there is, such as \"cluster 1 2 3\"");
    } else if (step.equals("node")) {
      node(words);
    } else {
      settings.set(words, ids);
    }
    words.end();
  }

  private void cluster(Words words) {
    if (formed != null) {
      throw words.error("the cluster has been described before");
    }
    SortedSet<Integer> voters = newNodes(words);
    SortedSet<Integer> learners = words.accept("learners") ? newNodes(words) : new TreeSet<>();
    if (words.accept("spares")) {
      newNodes(words);
    }
    formed = new Configuration(voters, Collections.emptySortedSet(), learners);
  }

  private SortedSet<Integer> newNodes(Words words) {
    SortedSet<Integer> nodes = new TreeSet<>();
    do {
      long node = words.number("a node");
      if (node < 1 || node > MAX_NODE || !ids.add((int) node)) {
        throw words.error("nodes are numbers from 1 to " + MAX_NODE + ", each once, not " + node);
      }
      nodes.add((int) node);
    } while (words.atNumber());
    return nodes;
  }

  private void node(Words words) {
    for (int node : words.nodes(ids)) {
      if (hardStates.containsKey(node)) {
        throw words.error("node " + node + "'s disk has been described before");
      }
      hardStates.put(node, HardState.INITIAL);
    }
    SortedSet<Integer> nodes = new TreeSet<>();
    hardStates.forEach((node, state) -> {
      if (!logs.containsKey(node)) {
        nodes.add(node);
      }
    });
    long term = -1;
    OptionalInt vote = OptionalInt.empty();
    List<Long> log = List.of();
    while (!words.atEnd()) {
      switch (words.oneOf("part of a disk", "term", "vote", "log")) {
        case "term" -> term = words.number("a term");
        case "vote" -> vote = OptionalInt.of(words.node(ids));
        default -> log = log(words);
      }
    }
    long lastTerm = log.isEmpty() ? 0 : log.get(log.size() - 1);
    if (term >= 0 && term < lastTerm) {
      throw words.error(
          "a node whose log ends in term " + lastTerm + " has at least that term, not " + term);
    }
    for (int node : nodes) {
      hardStates.put(node, new HardState(Math.max(term, lastTerm), vote));
      logs.put(node, log);
    }
  }

  /** Terms along a log, such as {@code 1 1 4*3}. */
  private static List<Long> log(Words words) {
    List<Long> terms = new ArrayList<>();
    while (!words.peek().isEmpty() && Character.isDigit(words.peek().charAt(0))) {
      String word = words.next("a term");
      String[] parts = word.split("\\*", 2);
      if (!Words.isNumber(parts[0]) || parts.length == 2 && !Words.isNumber(parts[1])) {
        throw words.error("\"" + word + "\" is no entry of a log; write terms, such as 1 1 4*3");
      }
      long term = Long.parseLong(parts[0]);
      if (term < 1 || !terms.isEmpty() && term < terms.get(terms.size() - 1)) {
        throw words.error("terms begin at 1 and do not fall along a log, as here at " + word);
      }
      long count = parts.length == 2 ? Long.parseLong(parts[1]) : 1;
      if (terms.size() + count > MAX_ENTRIES) {
        throw words.error("a log has at most " + MAX_ENTRIES + " entries");
      }
      terms.addAll(Collections.nCopies((int) count, term));
    }
    return terms;
  }

  /** Fills the disks and starts the nodes. */
  ScriptCluster start(EventTrace trace) {
    settings.check();
    checkLogs();
    ScriptCluster cluster = new ScriptCluster(trace, settings, formed, ids);
    EntryCodec codec = new EntryCodec(ScriptNode.PARTITION, () -> HybridTimestamp.ZERO);
    hardStates.forEach((node, hardState) -> {
      List<EntryRecord> entries = new ArrayList<>();
      for (long term : logs.get(node)) {
        long index = entries.size() + 1;
        entries.add(codec.encode(index, term, new Proposals.Command("e" + index + "." + term)));
      }
      cluster.node(node).prepare(hardState, entries);
    });
    cluster.nodes().forEach(ScriptNode::start);
    return cluster;
  }

  /** Logs with the same term at an index are equal up to it, or Raft did not write them. */
  private void checkLogs() {
    for (Map.Entry<Integer, List<Long>> a : logs.entrySet()) {
      for (Map.Entry<Integer, List<Long>> b : logs.entrySet()) {
        int parted = -1;
        for (int i = 0; i < Math.min(a.getValue().size(), b.getValue().size()); i++) {
          boolean same = a.getValue().get(i).equals(b.getValue().get(i));
          if (!same && parted < 0) {
            parted = i;
          } else if (same && parted >= 0) {
            throw new ScriptException("Raft cannot have written the logs of nodes " + a.getKey()
                + " and " + b.getKey() + ": both have term " + a.getValue().get(i) + " at "
                + (i + 1)
                + ", but they differ at " + (parted + 1));
          }
        }
      }
    }
  }
}
