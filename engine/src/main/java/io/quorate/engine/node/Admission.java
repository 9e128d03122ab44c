package io.quorate.engine.node;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one door for proposals: bounds how many, and how many bytes, a node and each of its
 * partitions hold at a time. A proposal is admitted before it is queued, and released when its
 * entry has been applied here or can no longer be in this node's log; a caller that has stopped
 * waiting releases nothing, for the entry still takes room.
 */
final class Admission {
  /** Counts one partition's share. */
  static final class Gate {
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private boolean tryAcquire(int count, long size, int maxEntries, long maxBytes) {
      // Overshooting and taking back is enough: at the limit a few may be refused that would just
      // have fitted.
      if (entries.addAndGet(count) > maxEntries) {
        entries.addAndGet(-count);
        return false;
      }
      if (bytes.addAndGet(size) > maxBytes) {
        release(count, size);
        return false;
      }
      return true;
    }

    void release(int count, long size) {
      entries.addAndGet(-count);
      bytes.addAndGet(-size);
    }

    /** How many are held. */
    int entries() {
      return entries.get();
    }

    /** How many bytes these hold. */
    long bytes() {
      return bytes.get();
    }
  }

  private final NodeSettings.Limits limits;
  private final Gate node = new Gate();

  Admission(NodeSettings.Limits limits) {
    this.limits = limits;
  }

  /** Any thread. Admits all or none. */
  boolean tryAdmit(Gate partition, int count, long bytes) {
    if (!partition.tryAcquire(count, bytes, limits.partitionEntries(), limits.partitionBytes())) {
      return false;
    }
    if (!node.tryAcquire(count, bytes, limits.nodeEntries(), limits.nodeBytes())) {
      partition.release(count, bytes);
      return false;
    }
    return true;
  }

  /** Any thread. Reads have a door of their own, beside that for proposals. */
  boolean tryAdmitRead(Gate reads) {
    return reads.tryAcquire(1, 0, limits.partitionReads(), 0);
  }

  /** Any thread. */
  void release(Gate partition, int count, long bytes) {
    partition.release(count, bytes);
    node.release(count, bytes);
  }

  int nodeEntries() {
    return node.entries();
  }
}
