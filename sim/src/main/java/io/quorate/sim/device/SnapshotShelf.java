package io.quorate.sim.device;

import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The snapshots on one disk: complete ones, which stay, and those that come from other nodes, of
 * which a loss of power leaves the first half.
 */
public final class SnapshotShelf {
  private static final Comparator<SnapshotId> ORDER = Comparator.comparingInt(SnapshotId::partition)
      .thenComparingLong(SnapshotId::index)
      .thenComparingLong(SnapshotId::term)
      .thenComparingLong(SnapshotId::length)
      .thenComparingInt(SnapshotId::checksum);

  final TreeMap<SnapshotId, byte[]> complete = new TreeMap<>(ORDER);
  final TreeMap<SnapshotId, ByteArrayOutputStream> unfinished = new TreeMap<>(ORDER);

  SnapshotShelf() {}

  /**
   * How far the newest one of a partition reaches.
   *
   * @param partition any id
   * @return 0 if there is none
   */
  public long newestIndex(int partition) {
    long newest = 0;
    for (SnapshotId id : complete.keySet()) {
      newest = id.partition() == partition ? Math.max(newest, id.index()) : newest;
    }
    return newest;
  }

  /**
   * Puts a snapshot there, complete, and empty.
   *
   * @param id which
   */
  public void keep(SnapshotId id) {
    complete.put(id, new byte[0]);
  }

  List<SnapshotId> of(int partition) {
    List<SnapshotId> ids = new ArrayList<>();
    for (SnapshotId id : complete.keySet()) {
      if (id.partition() == partition) {
        ids.add(id);
      }
    }
    return ids;
  }

  void losePower() {
    unfinished.replaceAll((id, bytes) -> {
      ByteArrayOutputStream half = new ByteArrayOutputStream();
      half.write(bytes.toByteArray(), 0, bytes.size() / 2);
      return half;
    });
  }
}
