package io.quorate.bench.soak;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;

/** A log on a disk that is slow when it is told to be. */
final class SlowWal implements Wal {
  private final Wal wal;
  private volatile long millis;

  SlowWal(Wal wal) {
    this.wal = wal;
  }

  void slow(long appendMillis) {
    millis = appendMillis;
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    long wait = millis;
    if (wait > 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    wal.append(batch);
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return wal.partitions();
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return wal.state(partition);
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return wal.read(partition, from, maxBytes);
  }

  @Override
  public long term(int partition, long index) throws WalException {
    return wal.term(partition, index);
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return wal.metadata(key);
  }

  @Override
  public void close() throws WalException {
    wal.close();
  }
}
