package io.quorate.bench.soak;

import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.SnapshotStateMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A table of values per partition; each entry sets one of them. Slow where a scenario wants it to
 * be.
 */
final class Table implements SnapshotStateMachine {
  private final byte[][][] values;
  private final AtomicLongArray slowMillis;
  private final AtomicLongArray applied;

  Table(int partitions, int keys) {
    this.values = new byte[partitions + 1][keys][];
    this.slowMillis = new AtomicLongArray(partitions + 1);
    this.applied = new AtomicLongArray(partitions + 1);
  }

  void slow(int partition, long millis) {
    slowMillis.set(partition, millis);
  }

  /** Entries that were applied one by one, in this process. */
  long applied(int partition) {
    return applied.get(partition);
  }

  @Override
  public Object apply(int partition, LogEntry entry) throws InterruptedException {
    long millis = slowMillis.get(partition);
    if (millis > 0) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
    byte[][] table = values[partition];
    table[(int) (entry.index() % table.length)] = entry.data();
    applied.incrementAndGet(partition);
    return null;
  }

  @Override
  public FrozenState freeze(int partition) {
    byte[][] frozen = values[partition].clone(); // the values themselves never change
    return out -> {
      DataOutputStream data = new DataOutputStream(out);
      for (byte[] value : frozen) {
        data.writeInt(value == null ? -1 : value.length);
        if (value != null) {
          data.write(value);
        }
      }
      data.flush();
    };
  }

  @Override
  public void restore(int partition, long index, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[][] table = values[partition];
    for (int key = 0; key < table.length; key++) {
      int length = data.readInt();
      table[key] = length < 0 ? null : data.readNBytes(length);
    }
  }
}
