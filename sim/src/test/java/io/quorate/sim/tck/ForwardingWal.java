package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Passes everything on, for logs that do one thing wrong. */
class ForwardingWal implements Wal {
  final Wal inner;

  ForwardingWal(Wal inner) {
    this.inner = inner;
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    inner.append(batch);
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return inner.partitions();
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return inner.state(partition);
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return inner.read(partition, from, maxBytes);
  }

  @Override
  public long term(int partition, long index) throws WalException {
    return inner.term(partition, index);
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return inner.metadata(key);
  }

  @Override
  public void close() throws WalException {
    inner.close();
  }
}
