package io.quorate.engine.raft;

import static io.quorate.engine.raft.RaftInvariantViolation.check;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member's log as the core sees it: where it starts and ends, the term of every index, the
 * configurations in it, and the newest entries. What is changed here is noted for the next write.
 */
final class GroupLog {
  private LogBoundary boundary;
  private final TermRuns terms;
  private final TailCache cache;
  private final TreeMap<Long, Configuration> configurations;
  private final EntryCoder coder;
  private final Persistence persistence;
  private long lastIndex;

  GroupLog(RestoredGroup restored, long tailCacheBytes, EntryCoder coder, Persistence persistence) {
    this.boundary = restored.boundary();
    this.lastIndex = restored.lastIndex();
    this.terms = new TermRuns(restored.termStarts());
    this.cache = new TailCache(lastIndex + 1, tailCacheBytes);
    this.configurations = new TreeMap<>(restored.configurations());
    this.coder = coder;
    this.persistence = persistence;
    check(!configurations.isEmpty(), "a group starts with a configuration", restored);
  }

  LogBoundary boundary() {
    return boundary;
  }

  long lastIndex() {
    return lastIndex;
  }

  /** Whether it holds just this entry, and with it all before that. */
  boolean holds(LogBoundary entry) {
    return holds(entry.index(), entry.term());
  }

  boolean holds(long index, long term) {
    return holds(index) && term(index) == term;
  }

  long lastTerm() {
    return term(lastIndex);
  }

  /** Whether an index has a term that is known: the boundary has, and every entry. */
  boolean holds(long index) {
    return index >= boundary.index() && index <= lastIndex;
  }

  long term(long index) {
    check(holds(index), "the term of an index in the log is asked for", index);
    return index == boundary.index() ? boundary.term() : terms.term(index);
  }

  /**
   * Whether a log that ends as given is at least as up to date as this one (paper, section 5.4.1).
   */
  boolean isUpToDate(long otherLastIndex, long otherLastTerm) {
    return otherLastTerm > lastTerm()
        || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex);
  }

  /**
   * The last index at or below {@code index} whose term is at most {@code term}; the boundary's if
   * there is none.
   */
  long lastWithTermAtMost(long index, long term) {
    long from = Math.min(index, lastIndex);
    return from <= boundary.index()
        ? boundary.index()
        : terms.lastWithTermAtMost(from, term, boundary.index());
  }

  void append(EntryRecord entry) {
    check(
        entry.index() == lastIndex + 1,
        "entries are appended without gaps after",
        lastIndex,
        entry);
    check(entry.term() >= lastTerm(), "terms do not fall along the log, after", lastTerm(), entry);
    terms.append(entry.index(), entry.term());
    cache.append(entry);
    lastIndex = entry.index();
    if (coder.kind(entry) == EntryKind.CONFIGURATION) {
      configurations.put(entry.index(), coder.configuration(entry));
    }
    persistence.appended(entry);
  }

  /** Removes all entries above an index. */
  void truncateAfter(long index) {
    check(
        index >= boundary.index() && index < lastIndex,
        "a truncation removes entries that are there",
        index);
    terms.truncateAfter(index);
    cache.truncateAfter(index);
    configurations.tailMap(index, false).clear();
    lastIndex = index;
    persistence.truncated(index);
  }

  /** Removes the entries up to one that a snapshot covers. */
  void compact(LogBoundary next) {
    check(holds(next), "a log is compacted up to an entry that it holds", next);
    Long floor = configurations.floorKey(next.index());
    if (floor != null) {
      configurations.headMap(floor).clear();
    }
    terms.discardThrough(next.index());
    cache.discardThrough(next.index());
    boundary = next;
    persistence.compacted(next);
  }

  /** Goes on, empty, behind a snapshot whose last entry it does not hold (paper, section 7). */
  void replaceBy(Snapshot snapshot, long commitIndex) {
    terms.clear();
    cache.restartAt(snapshot.boundary().index() + 1);
    configurations.clear();
    configurations.put(snapshot.configurationIndex(), snapshot.configuration());
    boundary = snapshot.boundary();
    lastIndex = boundary.index();
    persistence.replaced(boundary, commitIndex);
  }

  Configuration configuration() {
    return configurations.lastEntry().getValue();
  }

  /**
   * Whether a node votes by the last configuration, or by the one before as long as the last one is
   * not committed.
   */
  boolean isVoter(int node, long commitIndex) {
    Map.Entry<Long, Configuration> last = configurations.lastEntry();
    if (last.getValue().isVoter(node)) {
      return true;
    }
    Map.Entry<Long, Configuration> before = configurations.lowerEntry(last.getKey());
    return last.getKey() > commitIndex && before != null && before.getValue().isVoter(node);
  }

  long configurationIndex() {
    return configurations.lastKey();
  }

  /** Entries from an index up, or null if they are no longer in memory. */
  List<EntryRecord> cached(long from, long last, long maxBytes) {
    return cache.slice(from, last, maxBytes);
  }

  void evict(long durableIndex) {
    cache.evict(durableIndex);
  }
}
