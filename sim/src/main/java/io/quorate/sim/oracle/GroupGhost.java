package io.quorate.sim.oracle;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is true of one group, as nobody in it knows: over all members, all boots and all time. */
final class GroupGhost {
  private static final int MAX_NODES = 64;
  private static final int MAX_POSITIONS = 1024;
  private static final Object NO_RESPONSE = new Object();

  /** By term: the node and boot that led it. */
  final TreeMap<Long, Long> leaders = new TreeMap<>();

  /** By term and candidate: where the candidate said that its log ends, as (term, index). */
  final TreeMap<Long, long[]> candidacies = new TreeMap<>();

  /** By term and voter: whom the voter let know that it votes for. */
  final TreeMap<Long, Integer> grants = new TreeMap<>();

  /** By node: the highest term that it has let anybody see. */
  final long[] actedTerm = new long[MAX_NODES];

  /** By node: the last entry whose effect its application keeps itself. */
  private final long[] keptIndex = new long[MAX_NODES];

  /** By index: the configurations that anybody's log has held there. */
  private final TreeMap<Long, List<Configuration>> configurations = new TreeMap<>();

  private final List<long[]> prefixes = new ArrayList<>();
  private final RosterGhost roster = new RosterGhost();

  private long committed;
  private long[] commitTerms = new long[256];
  private long[] entryTerms = new long[256];
  private long[] commitHashes = new long[256];
  private long[] commitTimes = new long[256];

  /** By index, and position at that. */
  private final TreeMap<Long, Given> given = new TreeMap<>();

  /** By index: those that were committed. */
  private final TreeMap<Long, Configuration> committedConfigurations = new TreeMap<>();

  /** By index: what the application's state came to where it was frozen first. */
  private final TreeMap<Long, Long> frozen = new TreeMap<>();

  private long largestEntry;

  GroupGhost() {
    Arrays.fill(keptIndex, -1);
  }

  static long key(long term, int node) {
    return term * MAX_NODES + node;
  }

  static long life(int node, int boot) {
    return (long) boot * MAX_NODES + node;
  }

  /** Whether a process is known to lead a term. */
  boolean leads(int node, int boot, long term) {
    Long leader = leaders.get(term);
    return leader != null && leader == life(node, boot);
  }

  /** Whether a node has led any term after one. */
  boolean hasLedAfter(long term, int node) {
    return leaders.tailMap(term, false).values().stream().anyMatch(life -> nodeOf(life) == node);
  }

  static int nodeOf(long life) {
    return (int) (life % MAX_NODES);
  }

  /**
   * Notes that somebody's log has an entry of this term here, and what comes to there. Returns
   * false if another log with an entry of the same term here came to something else (I3).
   */
  boolean matches(long index, long term, long hash) {
    while (prefixes.size() <= index) {
      prefixes.add(null);
    }
    long[] known = prefixes.get((int) index);
    if (known == null) {
      prefixes.set((int) index, new long[] {term, hash});
      return true;
    }
    for (int i = 0; i < known.length; i += 2) {
      if (known[i] == term) {
        return known[i + 1] == hash;
      }
    }
    long[] more = Arrays.copyOf(known, known.length + 2);
    more[known.length] = term;
    more[known.length + 1] = hash;
    prefixes.set((int) index, more);
    return true;
  }

  /** The application of a node keeps its state behind an entry itself. */
  void kept(int node, long index) {
    keptIndex[node] = index;
  }

  /** Up to where the application of a node keeps entries itself; -1 if it does not. */
  long kept(int node) {
    return keptIndex[node];
  }

  /** Somebody's log has this configuration at this index. */
  void configured(long index, Configuration configuration) {
    List<Configuration> known = configurations.computeIfAbsent(index, i -> new ArrayList<>());
    if (!known.contains(configuration)) {
      known.add(configuration);
    }
  }

  /**
   * The last committed configuration, unless it is that of the formation, and all that may still
   * become committed after it.
   */
  List<Configuration> configurationsInForce() {
    List<Configuration> inForce = new ArrayList<>();
    if (committedConfiguration() != null) {
      inForce.add(committedConfiguration());
    }
    configurations.tailMap(committed, false).values().forEach(inForce::addAll);
    return inForce;
  }

  /** Somebody's log has this entry. */
  void has(EntryRecord entry) {
    largestEntry = Math.max(largestEntry, entry.bytes().length);
  }

  /** The bytes of the largest entry that any log has had. */
  long largestEntry() {
    return largestEntry;
  }

  /** Who the members are, as it is written down in partition 0. */
  RosterGhost roster() {
    return roster;
  }

  /** The last index that any leader has committed. */
  long committed() {
    return committed;
  }

  /** The last index that any leader had committed at a time. */
  long committedAt(long time) {
    long index = committed;
    while (index > 0 && commitTimes[(int) index] > time) {
      index--;
    }
    return index;
  }

  /** When any leader committed an entry first. */
  long commitTime(long index) {
    return commitTimes[(int) index];
  }

  long commitHash(long index) {
    return index == 0 ? 0 : commitHashes[(int) index];
  }

  long commitTerm(long index) {
    return commitTerms[(int) index];
  }

  long entryTerm(long index) {
    return entryTerms[(int) index];
  }

  /** The last committed configuration; null for that of the formation. */
  Configuration committedConfiguration() {
    return committedConfigurations.isEmpty()
        ? null
        : committedConfigurations.lastEntry().getValue();
  }

  /** The configuration in force at a committed entry, and its index; null for the formation's. */
  Map.Entry<Long, Configuration> configurationAt(long index) {
    return committedConfigurations.floorEntry(index);
  }

  /**
   * What the application's state comes to behind an entry. Returns what it came to where it was
   * frozen first; the same if this is the first.
   */
  long froze(long index, long digest) {
    Long first = frozen.putIfAbsent(index, digest);
    return first == null ? digest : first;
  }

  /** What the application's state came to behind an entry; null if nobody has frozen it there. */
  Long frozenAt(long index) {
    return frozen.get(index);
  }

  /**
   * A leader of a term has committed the next entry. Returns whether that changes who belongs
   * where.
   */
  boolean commit(EntryRecord entry, long hash, long commitTerm, long now) {
    long index = entry.index();
    EntryKind kind = EntryRecords.kind(entry);
    if (kind == EntryKind.CONFIGURATION) {
      committedConfigurations.put(entry.index(), EntryRecords.configuration(entry));
    } else if (kind == EntryKind.SYSTEM) {
      roster.take(entry);
    }
    committed = index;
    int at = (int) index;
    if (at >= commitTerms.length) {
      commitTerms = Arrays.copyOf(commitTerms, at * 2);
      entryTerms = Arrays.copyOf(entryTerms, at * 2);
      commitHashes = Arrays.copyOf(commitHashes, at * 2);
      commitTimes = Arrays.copyOf(commitTimes, at * 2);
    }
    commitTerms[at] = commitTerm;
    entryTerms[at] = entry.term();
    commitHashes[at] = hash;
    commitTimes[at] = now;
    return kind == EntryKind.CONFIGURATION || kind == EntryKind.SYSTEM;
  }

  /** What some application was given, and answered first. */
  static final class Given {
    final long digest;
    final long operation;
    private Object response;

    Given(long digest, long operation) {
      this.digest = digest;
      this.operation = operation;
    }

    /** Returns what was answered first; the same object if this is the first. */
    Object responded(Object answer) {
      if (response == null) {
        response = answer == null ? NO_RESPONSE : answer;
        return answer;
      }
      return response == NO_RESPONSE ? null : response;
    }
  }

  /** What the application was given at a place; null if nobody's was given anything yet. */
  Given given(long index, int position) {
    return given.get(index * MAX_POSITIONS + position);
  }

  /** Everything that any application was given, in the order of the log. */
  Collection<Given> given() {
    return given.values();
  }

  void give(long index, int position, long digest, long operation) {
    given.put(index * MAX_POSITIONS + position, new Given(digest, operation));
  }
}
