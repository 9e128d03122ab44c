package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import io.quorate.engine.environment.Environment.Lane;
import io.quorate.engine.storage.SnapshotStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all partitions of a node share to keep, write and move snapshots. Thread-safe.
 *
 * <p>On one lane the store is read and written for transfers, a piece at a time; on others
 * applications write their states, so that one that hangs holds up no transfer.
 */
final class Snapshots {
  /** So many pieces may be read for others at a time; whoever asks beyond is told to wait. */
  private static final int MAX_SERVED = 8;

  private final SnapshotStore store;
  private final Lane transfers;
  private final ExportLanes exports;
  private final AtomicInteger served = new AtomicInteger();

  /** {@code store} is empty if there can be no snapshots on this node. */
  Snapshots(Optional<SnapshotStore> store, Environment environment) {
    this.store = store.orElse(null);
    this.transfers = store.isPresent() ? environment.startLane("snapshots") : null;
    this.exports = store.isPresent() ? new ExportLanes(environment) : null;
  }

  /** Whether there can be snapshots here. */
  boolean enabled() {
    return store != null;
  }

  SnapshotStore store() {
    return store;
  }

  Lane transfers() {
    return transfers;
  }

  ExportLanes exports() {
    return exports;
  }

  /** Whether one more piece may be read for somebody; if so, {@link #servingEnded} follows. */
  boolean beginServing() {
    if (served.incrementAndGet() > MAX_SERVED) {
      served.decrementAndGet();
      return false;
    }
    return true;
  }

  void servingEnded() {
    served.decrementAndGet();
  }

  void close() {
    if (enabled()) {
      transfers.close();
      exports.close();
    }
  }
}
