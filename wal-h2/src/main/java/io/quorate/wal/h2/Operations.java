package io.quorate.wal.h2;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.MVMap;

/**
 * What a batch does to the maps of a store, worked out before any of it is done: what fails on the
 * way has changed nothing.
 */
final class Operations {
  private final H2Store store;
  private final RunReader reader;
  private final List<Runnable> operations = new ArrayList<>();

  Operations(H2Store store, RunReader reader) {
    this.store = store;
    this.reader = reader;
  }

  /**
   * Adds what a change needs: the work depends on what it adds and removes.
   *
   * @param known whether the partition is stored already
   */
  void add(int partition, boolean known, PartitionState before, PartitionChange change)
      throws WalException {
    if (change.removes(before)) {
      remove(partition, before, change);
    }
    byte[] key = Keys.state(partition);
    if (change.dropped()) {
      remove(store.states(), key);
      return;
    }
    StateRecord state = StateRecord.of(change.after());
    if (!known || !state.equals(StateRecord.of(before))) {
      put(store.states(), key, state.encode(key));
    }
    putRuns(partition, change.entries());
  }

  void addMetadata(String key, byte[] value) {
    if (value.length == 0) {
      remove(store.metadata(), key);
    } else {
      put(store.metadata(), key, value);
    }
  }

  /** Does all of it, in the maps. */
  void run() {
    operations.forEach(Runnable::run);
  }

  private void remove(int partition, PartitionState before, PartitionChange change)
      throws WalException {
    long boundary = change.after().boundary().index();
    long lastKept = Math.min(change.keepThrough(), before.lastIndex());
    if (lastKept <= boundary) {
      removeRuns(partition, 0, before.lastIndex());
      return;
    }
    if (lastKept < before.lastIndex()) {
      // The runs above go, and the one that the last entry is in, if it does not end there, is
      // written anew.
      List<EntryRecord> shortened = reader.runUpTo(partition, lastKept);
      removeRuns(partition, lastKept + 1, before.lastIndex());
      putRuns(partition, shortened);
    }
    if (boundary > before.boundary().index()) {
      // The run with the first entry above the boundary stays as it is; its entries below are
      // hidden by the boundary.
      removeRuns(partition, 0, reader.firstOfRunWith(partition, boundary + 1) - 1);
    }
  }

  /** Those whose first entry is in the range. */
  private void removeRuns(int partition, long from, long to) throws WalException {
    for (byte[] key : reader.keys(partition, from, to)) {
      remove(store.runs(), key);
    }
  }

  private void putRuns(int partition, List<EntryRecord> entries) {
    int from = 0;
    while (from < entries.size()) {
      int count = Run.split(entries, from);
      List<EntryRecord> run = entries.subList(from, from + count);
      ByteBuffer value = ByteBuffer.allocate(Run.maxEncodedBytes(run));
      Run.encode(partition, run, value);
      put(
          store.runs(),
          Keys.run(partition, run.get(0).index()),
          Arrays.copyOf(value.array(), value.position()));
      from += count;
    }
  }

  private <K> void put(MVMap<K, byte[]> map, K key, byte[] value) {
    operations.add(() -> map.put(key, value));
  }

  private <K> void remove(MVMap<K, byte[]> map, K key) {
    operations.add(() -> map.remove(key));
  }
}
