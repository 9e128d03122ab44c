package io.quorate.engine.node;

import io.quorate.Metric;
import io.quorate.MetricsListener;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what happens, for people and tests. */
final class Counters {
  /** What is counted. */
  enum Counter {
    PROPOSALS_ADMITTED("proposals that were admitted"),
    PROPOSALS_QUEUE_FULL("proposals that were refused because a limit was reached"),
    READS_ADMITTED("reads that were admitted"),
    READS_QUEUE_FULL("reads that were refused because too many wait"),
    READS_BY_LEASE("reads that a leader served by its lease"),
    LEASES_SUSPENDED("times that leases were suspended because the clocks of the node have parted"),
    STAMPS_AHEAD(
        "writes of entries stamped further ahead of this node's wall clock than clock.max-drift"),
    FRAMES_RECEIVED("frames that were received and understood"),
    FRAMES_SENT("frames that were handed to the transport"),
    FRAMES_SHED("frames that the transport did not take"),
    FRAMES_OVERFLOW("frames that were dropped because too many bytes waited to be handled"),
    FRAMES_MALFORMED("frames that made no sense"),
    FRAMES_FOREIGN(
        "frames of another cluster, for another node, or from somebody who is no member"),
    FRAMES_UNAUTHENTIC("frames that were refused because nobody with the secret had made them"),
    FRAMES_REPLAYED(
        "frames that were refused because they came again, or were made for an earlier process"),
    MESSAGES_MALFORMED("messages in good frames that made no sense"),
    MESSAGES_UNKNOWN("messages of a kind that this version does not know"),
    MESSAGES_SYSTEM_SHED(
        "messages from outside of any group that were dropped because too many waited"),
    MESSAGES_UNKNOWN_PARTITION("messages for partitions that are not here"),
    MESSAGES_UNSENT(
        "messages that could not be sent because they fit into no frame, or nobody knows where to"),
    WRITES("batches handed to storage"),
    ENTRIES_WRITTEN("entries handed to storage"),
    ENTRIES_APPLIED("entries that the application accepted"),
    APPLY_FAILURES("attempts that the application refused"),
    CALLBACK_FAILURES("other callbacks that threw"),
    SNAPSHOTS_STORED("snapshots of this node's own that were written"),
    SNAPSHOTS_INSTALLED("snapshots from other members that were installed"),
    SNAPSHOTS_PIECES("pieces of snapshots that were read for other members"),
    COMPACTIONS("writes that removed entries before a checkpoint");

    private final Metric metric;

    Counter(String description) {
      String name = name().toLowerCase(Locale.ROOT).replace('_', '.');
      this.metric = new Metric(name, Metric.Kind.COUNTER, Metric.Unit.NONE, description);
    }
  }

  private static final Counter[] ALL = Counter.values();

  private final AtomicLongArray values = new AtomicLongArray(ALL.length);

  void increment(Counter counter) {
    values.incrementAndGet(counter.ordinal());
  }

  void add(Counter counter, long amount) {
    values.addAndGet(counter.ordinal(), amount);
  }

  long get(Counter counter) {
    return values.get(counter.ordinal());
  }

  SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> all = new TreeMap<>();
    for (Counter counter : ALL) {
      all.put(counter.metric.name(), values.get(counter.ordinal()));
    }
    return all;
  }

  void read(MetricsListener listener) {
    for (Counter counter : ALL) {
      listener.onNode(counter.metric, values.get(counter.ordinal()));
    }
  }
}
