package io.quorate.cli.crash;

import io.quorate.cli.control.AppliedEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Compares what the clients were told with what every node has applied.
 *
 * <p>In each partition: all nodes have applied the same entries in the same order. An acknowledged
 * write is there once, at the index and in the term that were acknowledged. A refused write is not
 * there. A write with an unknown outcome is there once at most. Nothing is there that nobody wrote.
 * A write that was sent after another had been acknowledged comes after it.
 */
public final class Verification {
  private static final int MAX_FAULTS = 20;

  private final List<String> faults = new ArrayList<>();
  private long acknowledged;
  private final Set<String> lost = new TreeSet<>();
  private long unknown;
  private long unknownApplied;
  private long refused;

  /**
   * The result.
   *
   * @param acknowledged how many writes were acknowledged
   * @param lost how many of them some node has not applied where it should
   * @param unknown how many writes have an unknown outcome
   * @param unknownApplied how many of those were applied after all
   * @param refused how many writes were refused
   * @param faults what is wrong, as sentences, the first of each partition
   */
  public record Result(
      long acknowledged,
      long lost,
      long unknown,
      long unknownApplied,
      long refused,
      List<String> faults) {
    /**
     * Whether all is well.
     *
     * @return true without faults
     */
    public boolean ok() {
      return faults.isEmpty();
    }

    @Override
    public String toString() {
      return acknowledged + " acknowledged, " + lost + " lost; " + refused + " refused; " + unknown
          + " unknown, of which " + unknownApplied + " were applied";
    }
  }

  /**
   * Checks one more partition.
   *
   * @param partition its id
   * @param ledger what the clients were told
   * @param applied what each node has applied, by node id
   */
  public void check(int partition, Ledger ledger, SortedMap<Integer, List<AppliedEntry>> applied) {
    Faults found = new Faults(partition);
    List<AppliedEntry> reference = applied.get(applied.firstKey());
    applied.forEach((node, entries) -> {
      compare(found, applied.firstKey(), reference, node, entries);
      account(found, ledger.attempts(partition), node, entries, node.equals(applied.firstKey()));
    });
  }

  /**
   * What was found.
   *
   * @return over all partitions that were checked
   */
  public Result result() {
    return new Result(
        acknowledged, lost.size(), unknown, unknownApplied, refused, List.copyOf(faults));
  }

  /** Takes what the clients have found wrong. */
  void found(List<String> sentences) {
    faults.addAll(sentences);
  }

  /** Collects sentences about one partition; there may be as many as entries. */
  private final class Faults {
    private final int partition;
    private int count;

    Faults(int partition) {
      this.partition = partition;
    }

    void add(String sentence) {
      if (count++ < MAX_FAULTS) {
        faults.add("partition " + partition + ": " + sentence);
      }
    }
  }

  private static void compare(
      Faults found,
      int referenceNode,
      List<AppliedEntry> reference,
      int node,
      List<AppliedEntry> entries) {
    int common = Math.min(reference.size(), entries.size());
    for (int i = 0; i < common; i++) {
      if (!reference.get(i).equals(entries.get(i))) {
        found.add("position " + (i + 1) + " is " + reference.get(i) + " on node-" + referenceNode
            + " but " + entries.get(i) + " on node-" + node);
        return;
      }
    }
    if (reference.size() != entries.size()) {
      found.add("node-" + referenceNode + " has applied " + reference.size() + " entries, node-"
          + node + " " + entries.size());
    }
  }

  private void account(
      Faults found, List<Attempt> attempts, int node, List<AppliedEntry> entries, boolean count) {
    Map<String, AppliedEntry> byText = new HashMap<>();
    long previous = 0;
    for (AppliedEntry entry : entries) {
      if (entry.index() <= previous) {
        found.add("node-" + node + " applied index " + entry.index() + " after " + previous);
      }
      previous = entry.index();
      AppliedEntry twin = byText.put(entry.data(), entry);
      if (twin != null) {
        found.add("node-" + node + " applied '" + entry.data() + "' twice, at " + twin.index()
            + " and " + entry.index());
      }
    }
    Set<String> unwritten = new TreeSet<>(byText.keySet());
    for (Attempt attempt : attempts) {
      unwritten.remove(attempt.text());
      AppliedEntry entry = byText.get(attempt.text());
      if (attempt.acknowledged()) {
        acknowledged(found, attempt, node, entry);
      } else if (!attempt.unknown() && entry != null) {
        found.add(
            "node-" + node + " applied at " + entry.index() + " what was refused: " + attempt);
      }
      if (entry != null && entry.index() <= attempt.floor()) {
        found.add("node-" + node + " applied at " + entry.index() + " what was sent after index "
            + attempt.floor() + " had been acknowledged: " + attempt);
      }
      if (count) {
        count(attempt, entry != null);
      }
    }
    unwritten.forEach(
        text -> found.add("node-" + node + " applied '" + text + "', which nobody wrote"));
  }

  private void acknowledged(Faults found, Attempt attempt, int node, AppliedEntry entry) {
    if (entry == null) {
      lost.add(attempt.text());
      found.add("node-" + node + " has lost an acknowledged write: " + attempt);
      return;
    }
    attempt.outcome().ifPresent(outcome -> {
      if (outcome.index() != entry.index()
          || outcome.term() != 0 && outcome.term() != entry.term()) {
        found.add("node-" + node + " applied at " + entry.index() + " in term " + entry.term()
            + " what was acknowledged" + " elsewhere: " + attempt);
      }
    });
  }

  private void count(Attempt attempt, boolean applied) {
    if (attempt.acknowledged()) {
      acknowledged++;
    } else if (attempt.unknown()) {
      unknown++;
      unknownApplied += applied ? 1 : 0;
    } else {
      refused++;
    }
  }
}
