package io.quorate.engine.storage;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One node's log storage as the node layer sees it: asynchronous and in order. What was submitted
 * becomes durable in the order of submission, and completes in that order; between the two, and
 * before them, a crash may fall.
 *
 * <p>Blocking methods are for the start of a node, before its loops run. The others may be called
 * from any thread and never block.
 */
public interface Storage extends AutoCloseable {

  /**
   * The partitions that have something stored. Blocking.
   *
   * @return in ascending order
   * @throws WalException if they cannot be read
   */
  SortedSet<Integer> partitions() throws WalException;

  /**
   * A partition's hard state, boundary and last entry. Blocking.
   *
   * @param partition any id
   * @return what is stored
   * @throws WalException if it cannot be read
   */
  PartitionState state(int partition) throws WalException;

  /**
   * Entries from an index up. Blocking; see {@link io.quorate.spi.Wal#read}.
   *
   * @param partition the partition
   * @param from the first index
   * @param maxBytes the limit, of which the first entry is exempt
   * @return contiguous entries
   * @throws WalException if they cannot be read
   */
  List<EntryRecord> readNow(int partition, long from, long maxBytes) throws WalException;

  /**
   * A value of the key-value area. Blocking.
   *
   * @param key the key
   * @return empty if it was never set
   * @throws WalException if it cannot be read
   */
  Optional<byte[]> metadata(String key) throws WalException;

  /**
   * Persists a batch, after all that was submitted before it.
   *
   * @param batch atomic
   * @param completion called once, on a thread of the storage's
   */
  void submit(WalBatch batch, Completion completion);

  /**
   * Reads entries beside the writes; see {@link io.quorate.spi.Wal#read}.
   *
   * @param partition the partition
   * @param from the first index
   * @param maxBytes the limit, of which the first entry is exempt
   * @param completion called once, on a thread of the storage's
   */
  void read(int partition, long from, long maxBytes, ReadCompletion completion);

  /**
   * Ends the storage's threads and closes the log below. What was submitted and not begun fails.
   * Idempotent.
   */
  @Override
  void close();

  /** Hears how a batch ended. */
  interface Completion {
    /** It is durable, and so is all that was submitted before it. */
    void durable();

    /**
     * It is not known to be durable and never will be; nothing that is submitted later will be
     * either.
     *
     * @param failure why
     */
    void failed(WalException failure);
  }

  /** Hears how a read ended. */
  interface ReadCompletion {
    /**
     * It succeeded.
     *
     * @param entries contiguous from the index asked for; empty if the log ends below it
     */
    void read(List<EntryRecord> entries);

    /**
     * It failed.
     *
     * @param failure why; nothing that was read may be used
     */
    void failed(WalException failure);
  }
}
