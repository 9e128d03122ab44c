package io.quorate.spi;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The write-ahead log of one node: the logs and hard states of all its partitions, and a small
 * key-value area. Blocking, and simple to write: threading, batching and caching are the engine's.
 *
 * <p><b>Threads.</b> WAL-T1: {@link #append} and {@link #close} are called by one thread at a time.
 * WAL-T2: reads may come from any thread, several at once, also beside an append; a read beside an
 * append sees the log before or after it.
 *
 * <p><b>Durability.</b> WAL-D1: when {@link #append} returns, its batch and all before it survive a
 * power cut. There is no weaker mode. WAL-D2: what {@link WalProvider#open} finds and will report,
 * it makes durable before it returns (after a kill an un-synced tail is still readable from the
 * page cache, and would be lost at the next power cut).
 *
 * <p><b>Atomicity.</b> WAL-A1: after a crash all of a batch is there or none of it, across
 * partitions and metadata. WAL-A2: a batch that is refused (gap, truncation below the boundary) has
 * changed nothing, and the log goes on.
 *
 * <p><b>Order.</b> WAL-O1: reads are ascending and free of gaps. WAL-O2: after a truncation nothing
 * above it is seen again, whatever is appended later. WAL-O3: the boundary never goes back. WAL-O4:
 * a read at or below the boundary fails with OUT_OF_RANGE; it never returns entries from further
 * up.
 *
 * <p><b>Failure.</b> WAL-F1: after a failed write or sync every later append fails, until the log
 * is opened anew; the engine never retries. WAL-F2: a damaged record is a CORRUPT exception that
 * names the partition and the index (or the file), never a shorter list. WAL-F3: a torn tail that
 * was never acknowledged may be dropped at open, silently; a damaged record before it may not.
 * WAL-F4: a full disk is DISK_FULL, and what had been acknowledged stays readable.
 *
 * <p><b>Life.</b> WAL-L1: the lock is exclusive. WAL-L2: close is idempotent and frees the lock,
 * all threads and files. WAL-L3: after close every call fails with CLOSED. WAL-L4: what was written
 * is there when the log is opened again.
 */
public interface Wal extends AutoCloseable {

  /**
   * Writes a batch. Atomic, and durable on return (WAL-D1, WAL-A1). An empty batch does nothing.
   *
   * @param batch what to write
   * @throws WalException ILLEGAL_BATCH if it breaks a rule; FAILED or DISK_FULL if it could not be
   *     made durable, after which whether it will be found on the next open is unknown, and nothing
   *     else can be appended
   */
  void append(WalBatch batch) throws WalException;

  /**
   * The partitions that were ever written and not dropped since.
   *
   * @return in ascending order
   * @throws WalException if they cannot be read
   */
  SortedSet<Integer> partitions() throws WalException;

  /**
   * Hard state, boundary and last entry of a partition.
   *
   * @param partition any id
   * @return {@link PartitionState#EMPTY} for one that was never written
   * @throws WalException if it cannot be read
   */
  PartitionState state(int partition) throws WalException;

  /**
   * Entries from an index up, until their bytes exceed a limit or the log ends: at least one if
   * {@code from} is at most the last index.
   *
   * @param partition the partition
   * @param from the first index wanted; empty is returned for one above the last
   * @param maxBytes stop before the entry that would exceed this sum of {@link EntryRecord#bytes}
   *     lengths
   * @return contiguous, from {@code from}
   * @throws WalException OUT_OF_RANGE if {@code from} is at or below the boundary; CORRUPT for a
   *     damaged record
   */
  List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException;

  /**
   * The term of an entry, or of the boundary.
   *
   * @param partition the partition
   * @param index from the boundary's index to the last
   * @return the term
   * @throws WalException OUT_OF_RANGE outside of that; CORRUPT for a damaged record
   */
  long term(int partition, long index) throws WalException;

  /**
   * A value of the key-value area.
   *
   * @param key the key
   * @return empty if it was never set, or was removed
   * @throws WalException if it cannot be read
   */
  Optional<byte[]> metadata(String key) throws WalException;

  /**
   * An optional ability of this log, by its interface. A wrapper passes the question on.
   *
   * @param type the interface
   * @param <T> the interface
   * @return empty unless the log has the ability
   */
  default <T> Optional<T> capability(Class<T> type) {
    return Optional.empty();
  }

  /**
   * Closes the log (WAL-L2).
   *
   * @throws WalException if something could not be closed; it counts as closed all the same
   */
  @Override
  void close() throws WalException;
}
