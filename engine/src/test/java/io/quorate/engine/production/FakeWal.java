package io.quorate.engine.production;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A log in a few maps that can be made to wait or to fail, and remembers what it was asked. */
final class FakeWal implements Wal {
  final List<WalBatch> appended = new ArrayList<>();
  private final SortedMap<Integer, List<EntryRecord>> logs = new TreeMap<>();
  private final SortedMap<String, byte[]> metadata = new TreeMap<>();

  /** An append takes a permit; plenty unless {@link #hold} took them away. */
  private final Semaphore permits = new Semaphore(Integer.MAX_VALUE / 2);

  private CountDownLatch begun = new CountDownLatch(1);
  private Throwable failure;
  private int closes;

  /** Makes the next append wait for {@link #release}. */
  synchronized void hold() {
    permits.drainPermits();
    begun = new CountDownLatch(1);
  }

  void awaitHeldAppend() throws InterruptedException {
    if (!begun.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no append has begun");
    }
  }

  void release() {
    permits.release(Integer.MAX_VALUE / 2);
  }

  synchronized void failWith(Throwable thrown) {
    failure = thrown;
  }

  synchronized int closes() {
    return closes;
  }

  synchronized List<WalBatch> appended() {
    return List.copyOf(appended);
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    begun.countDown();
    permits.acquireUninterruptibly();
    synchronized (this) {
      throwIfAny();
      appended.add(batch);
      for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
        List<EntryRecord> log = logs.computeIfAbsent(writes.getKey(), id -> new ArrayList<>());
        writes.getValue().forEach(write -> log.addAll(write.entries()));
      }
      metadata.putAll(batch.metadata());
    }
  }

  @Override
  public synchronized SortedSet<Integer> partitions() throws WalException {
    throwIfAny();
    return new TreeSet<>(logs.keySet());
  }

  @Override
  public synchronized PartitionState state(int partition) throws WalException {
    throwIfAny();
    return PartitionState.EMPTY;
  }

  @Override
  public synchronized List<EntryRecord> read(int partition, long from, long maxBytes)
      throws WalException {
    throwIfAny();
    return logs.getOrDefault(partition, List.of()).stream()
        .filter(entry -> entry.index() >= from)
        .toList();
  }

  @Override
  public long term(int partition, long index) {
    return 1;
  }

  @Override
  public synchronized Optional<byte[]> metadata(String key) throws WalException {
    throwIfAny();
    return Optional.ofNullable(metadata.get(key));
  }

  @Override
  public synchronized void close() {
    closes++;
  }

  private void throwIfAny() throws WalException {
    if (closes > 0) {
      throw new WalException(Kind.CLOSED, "closed");
    }
    if (failure instanceof WalException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
