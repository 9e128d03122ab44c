package io.quorate.metrics.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quorate.Raft;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Binds the metrics of a node to registries of Micrometer: each metric of {@link Raft#readMetrics}
 * as a function counter or a gauge, named {@code quorate.} and its name, with the tag {@code node},
 * which is the node's name, and, where it is a partition's, the tag {@code partition}.
 *
 * <p>May be bound at any time of the node's life; the meters of partitions are added when somebody
 * reads meters after the cluster has formed. Each partition has some fifteen meters: a
 * {@link io.micrometer.core.instrument.config.MeterFilter} of the registry can leave out those that
 * nobody looks at.
 *
 * <p>Thread-safe. {@link #close} when the node is closed for good, or the registry would keep it.
 */
public final class QuorateMetrics implements MeterBinder, AutoCloseable {
  private static final String NODE_TAG = "node";

  private final Raft raft;
  private final Tags tags;
  private final Map<MeterRegistry, Binding> bindings = new IdentityHashMap<>();
  private boolean closed;

  /**
   * Metrics of a node.
   *
   * @param raft the node
   */
  public QuorateMetrics(Raft raft) {
    this(raft, List.of());
  }

  /**
   * Metrics of a node, with more tags.
   *
   * @param raft the node
   * @param tags what all meters carry beside the node's name
   */
  public QuorateMetrics(Raft raft, Iterable<Tag> tags) {
    this.raft = Objects.requireNonNull(raft, "raft");
    this.tags = Tags.of(tags).and(NODE_TAG, raft.status().nodeName());
  }

  /** Once for each registry; again does nothing. After the close nothing is bound. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Binding binding = new Binding(raft, registry, tags);
    synchronized (bindings) {
      if (closed || bindings.putIfAbsent(registry, binding) != null) {
        return;
      }
    }
    binding.bind();
  }

  /** Removes the meters from the registries. Idempotent; the node stays as it is. */
  @Override
  public void close() {
    List<Binding> all;
    synchronized (bindings) {
      closed = true;
      all = List.copyOf(bindings.values());
      bindings.clear();
    }
    all.forEach(Binding::remove);
  }
}
