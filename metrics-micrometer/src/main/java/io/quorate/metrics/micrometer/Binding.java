package io.quorate.metrics.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quorate.Metric;
import io.quorate.Metric.Kind;
import io.quorate.MetricsListener;
import io.quorate.Raft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node's metrics in one registry. A registry asks for the value of each meter alone; they are
 * read from the node all at once, at most twice in a second. Thread-safe; neither the node nor the
 * registry is called under a lock.
 */
final class Binding {
  private static final String PREFIX = "quorate.";
  private static final String PARTITION_TAG = "partition";
  private static final long FRESH_NANOS = 500_000_000L;

  private final Raft raft;
  private final MeterRegistry registry;
  private final Tags tags;
  private final AtomicLong readAt = new AtomicLong();
  private volatile Map<Key, Double> values = Map.of();
  private volatile boolean removed;

  // Both are guarded by this.
  private final Set<Key> known = new HashSet<>();
  private final List<Meter> meters = new ArrayList<>();

  private record Key(Metric metric, OptionalInt partition) {}

  private static final class Reading implements MetricsListener {
    private final Map<Key, Double> values = new LinkedHashMap<>();

    @Override
    public void onNode(Metric metric, double value) {
      values.put(new Key(metric, OptionalInt.empty()), value);
    }

    @Override
    public void onPartition(Metric metric, int partition, double value) {
      values.put(new Key(metric, OptionalInt.of(partition)), value);
    }
  }

  Binding(Raft raft, MeterRegistry registry, Tags tags) {
    this.raft = raft;
    this.registry = registry;
    this.tags = tags;
  }

  void bind() {
    readAt.set(now());
    read();
  }

  private long now() {
    return registry.config().clock().monotonicTime();
  }

  private void read() {
    Reading reading = new Reading();
    raft.readMetrics(reading);
    values = reading.values;
    List<Key> added = new ArrayList<>();
    synchronized (this) {
      for (Key key : reading.values.keySet()) {
        if (known.add(key)) {
          added.add(key);
        }
      }
    }
    // Partitions are there only when the cluster has formed, which may be long after the binding.
    added.forEach(key -> keep(register(key)));
  }

  private void keep(Meter meter) {
    synchronized (this) {
      if (!removed) {
        meters.add(meter);
        return;
      }
    }
    registry.remove(meter);
  }

  void remove() {
    List<Meter> all;
    synchronized (this) {
      removed = true;
      all = List.copyOf(meters);
      meters.clear();
    }
    all.forEach(registry::remove);
  }

  /** The functions hold this object, which Micrometer itself would not keep. */
  private Meter register(Key key) {
    Metric metric = key.metric();
    String name = PREFIX + metric.name();
    Tags all = key.partition().isPresent()
        ? tags.and(PARTITION_TAG, Integer.toString(key.partition().getAsInt()))
        : tags;
    String unit = switch (metric.unit()) {
      case NONE -> null;
      case BYTES -> "bytes";
      case SECONDS -> "seconds";
    };
    return metric.kind() == Kind.COUNTER
        ? FunctionCounter.builder(name, this, unused -> value(key))
            .description(metric.description())
            .baseUnit(unit)
            .tags(all)
            .register(registry)
        : Gauge.builder(name, this, unused -> value(key))
            .description(metric.description())
            .baseUnit(unit)
            .tags(all)
            .strongReference(true)
            .register(registry);
  }

  private double value(Key key) {
    long now = now();
    long before = readAt.get();
    if (!removed && now - before >= FRESH_NANOS && readAt.compareAndSet(before, now)) {
      read();
    }
    return values.getOrDefault(key, Double.NaN);
  }
}
