package io.quorate.engine.node;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what happens, for people and tests. */
final class Counters {
  /** What is counted. */
  enum Counter {
    /** Proposals that were admitted. */
    PROPOSALS_ADMITTED,
    /** Proposals that were refused because a limit was reached. */
    PROPOSALS_QUEUE_FULL,
    /** Reads that were admitted. */
    READS_ADMITTED,
    /** Reads that were refused because too many wait. */
    READS_QUEUE_FULL,
    /** Frames that were received and understood. */
    FRAMES_RECEIVED,
    /** Frames that were handed to the transport. */
    FRAMES_SENT,
    /** Frames that the transport did not take. */
    FRAMES_SHED,
    /** Frames that were dropped because too many bytes waited to be handled. */
    FRAMES_OVERFLOW,
    /** Frames that made no sense. */
    FRAMES_MALFORMED,
    /** Frames of another cluster, for another node, or from somebody who is no member. */
    FRAMES_FOREIGN,
    /** Messages in good frames that made no sense. */
    MESSAGES_MALFORMED,
    /** Messages of a kind that this version does not know. */
    MESSAGES_UNKNOWN,
    /** Messages from outside of any group that were dropped because too many waited. */
    MESSAGES_SYSTEM_SHED,
    /** Messages for partitions that are not here. */
    MESSAGES_UNKNOWN_PARTITION,
    /** Messages that could not be sent because they fit into no frame, or nobody knows where to. */
    MESSAGES_UNSENT,
    /** Batches handed to storage. */
    WRITES,
    /** Entries handed to storage. */
    ENTRIES_WRITTEN,
    /** Entries that the application accepted. */
    ENTRIES_APPLIED,
    /** Attempts that the application refused. */
    APPLY_FAILURES,
    /** Other callbacks that threw. */
    CALLBACK_FAILURES,
    /** Snapshots of this node's own that were written. */
    SNAPSHOTS_STORED,
    /** Snapshots from other members that were installed. */
    SNAPSHOTS_INSTALLED,
    /** Pieces of snapshots that were read for other members. */
    SNAPSHOTS_PIECES,
    /** Writes that removed entries before a checkpoint. */
    COMPACTIONS
  }

  private static final Counter[] ALL = Counter.values();

  private final AtomicLongArray values = new AtomicLongArray(ALL.length);

  void increment(Counter counter) {
    values.incrementAndGet(counter.ordinal());
  }

  void add(Counter counter, long amount) {
    values.addAndGet(counter.ordinal(), amount);
  }

  SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> all = new TreeMap<>();
    for (Counter counter : ALL) {
      all.put(
          counter.name().toLowerCase(Locale.ROOT).replace('_', '.'), values.get(counter.ordinal()));
    }
    return all;
  }
}
