package io.quorate.wal.rocksdb;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import java.nio.ByteBuffer;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Turns changes into RocksDB's operations. For one thread. */
final class BatchEncoder {
  private final RocksDbStore store;
  private final RunReader reader;

  /** Outside the heap, because RocksDB takes it from there with one copy less. */
  private final ByteBuffer key = ByteBuffer.allocateDirect(Integer.BYTES + Long.BYTES);

  /** Large enough for all runs but those of a single large entry. */
  private final ByteBuffer value = ByteBuffer.allocateDirect(2 * Run.TARGET_BYTES);

  BatchEncoder(RocksDbStore store, RunReader reader) {
    this.store = store;
    this.reader = reader;
  }

  /**
   * Adds what a change needs: the work depends on what it adds, and on one run at either end of
   * what it removes.
   *
   * @param known whether the partition is stored already
   */
  void put(
      WriteBatch batch, int partition, boolean known, PartitionState before, PartitionChange change)
      throws WalException, RocksDBException {
    if (change.removes(before)) {
      remove(batch, partition, before, change);
    }
    byte[] stateKey = Keys.state(partition);
    if (change.dropped()) {
      batch.delete(store.state(), stateKey);
      return;
    }
    StateRecord state = StateRecord.of(change.after());
    if (!known || !state.equals(StateRecord.of(before))) {
      batch.put(store.state(), stateKey, state.encode(stateKey));
    }
    putRuns(batch, partition, change.entries());
  }

  void putMetadata(WriteBatch batch, String name, byte[] content) throws RocksDBException {
    if (content.length == 0) {
      batch.delete(store.defaults(), Keys.metadata(name));
    } else {
      batch.put(store.defaults(), Keys.metadata(name), content);
    }
  }

  private void remove(
      WriteBatch batch, int partition, PartitionState before, PartitionChange change)
      throws WalException, RocksDBException {
    long boundary = change.after().boundary().index();
    long lastKept = Math.min(change.keepThrough(), before.lastIndex());
    byte[] end = Keys.runsEnd(partition);
    if (lastKept <= boundary) {
      batch.deleteRange(store.log(), Keys.run(partition, 0), end);
      return;
    }
    if (lastKept < before.lastIndex()) {
      // The runs above go, and the one that the last entry is in, if it does not end there, is
      // written anew.
      List<EntryRecord> shortened = reader.runUpTo(partition, lastKept);
      batch.deleteRange(store.log(), Keys.run(partition, lastKept + 1), end);
      putRuns(batch, partition, shortened);
    }
    if (boundary > before.boundary().index()) {
      // The run with the first entry above the boundary stays as it is; its entries below are
      // hidden by the boundary.
      long firstKept = reader.firstOfRunWith(partition, boundary + 1);
      batch.deleteRange(store.log(), Keys.run(partition, 0), Keys.run(partition, firstKept));
    }
  }

  private void putRuns(WriteBatch batch, int partition, List<EntryRecord> entries)
      throws RocksDBException {
    int from = 0;
    while (from < entries.size()) {
      int count = Run.split(entries, from);
      putRun(batch, partition, entries.subList(from, from + count));
      from += count;
    }
  }

  private void putRun(WriteBatch batch, int partition, List<EntryRecord> entries)
      throws RocksDBException {
    long first = entries.get(0).index();
    int size = Run.maxEncodedBytes(entries);
    if (size <= value.capacity()) {
      value.clear();
      Run.encode(partition, entries, value);
      key.clear().putInt(partition).putLong(first).flip();
      batch.put(store.log(), key, value.flip());
    } else {
      ByteBuffer large = ByteBuffer.allocate(size);
      Run.encode(partition, entries, large);
      byte[] exact = new byte[large.position()];
      large.flip().get(exact);
      batch.put(store.log(), Keys.run(partition, first), exact);
    }
  }
}
