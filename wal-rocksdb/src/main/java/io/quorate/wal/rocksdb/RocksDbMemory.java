package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;

/**
 * How much memory outside of the Java heap a log uses, for metrics: an ability of
 * {@link RocksDbWal}. Any thread.
 */
public interface RocksDbMemory {
  /**
   * What the cache of table files holds, at most {@code wal.rocksdb.block-cache}.
   *
   * @return in bytes
   * @throws WalException CLOSED after close
   */
  long blockCacheBytes() throws WalException;

  /**
   * What has not become table files yet, at most about three times
   * {@code wal.rocksdb.write-buffer}.
   *
   * @return in bytes
   * @throws WalException CLOSED after close
   */
  long writeBufferBytes() throws WalException;
}
