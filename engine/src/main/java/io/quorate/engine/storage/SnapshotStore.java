package io.quorate.engine.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a node keeps snapshots: bytes with a name, outside of the log. What they hold is nobody's
 * business here.
 *
 * <p>All methods block. They may be called from any thread, and at the same time for different
 * snapshots; a writer and a reader are used by one thread at a time. A snapshot that is read while
 * it is removed can be read to its end, or fails with an {@link IOException}; it never gives wrong
 * bytes.
 */
public interface SnapshotStore extends AutoCloseable {

  /**
   * A snapshot, by what it holds: two nodes that have snapshots of equal ids have equal snapshots.
   *
   * @param partition the partition
   * @param index the last entry whose effect is in it, at least 1
   * @param term that entry's term, at least 1
   * @param length how many bytes it has
   * @param checksum CRC32C of all of them
   */
  record SnapshotId(int partition, long index, long term, long length, int checksum) {
    /** Checks the numbers. */
    public SnapshotId {
      if (partition < 0 || index < 1 || term < 1 || length < 0) {
        throw new IllegalArgumentException("no snapshot can be " + index + " of term " + term
            + " in partition " + partition + " with " + length + " bytes");
      }
    }
  }

  /**
   * The snapshots of a partition that are complete.
   *
   * @param partition any id
   * @return by ascending index
   * @throws IOException if they cannot be found out
   */
  List<SnapshotId> list(int partition) throws IOException;

  /**
   * Begins a snapshot of this node's own. What earlier writers of the partition's own snapshots
   * have left unfinished goes.
   *
   * @param partition the partition
   * @param index the last entry whose effect will be in it
   * @param term that entry's term
   * @return the writer
   * @throws IOException if there is no room, or the disk fails
   */
  Writer create(int partition, long index, long term) throws IOException;

  /**
   * Begins a snapshot that comes from another node, or goes on with it where an earlier writer,
   * perhaps of an earlier process, has stopped. Other unfinished ones of the partition that come
   * from other nodes go. If it is complete already it is begun anew.
   *
   * @param id which
   * @return the writer; {@link Writer#position} says how much is there already
   * @throws IOException if there is no room, or the disk fails
   */
  Writer receive(SnapshotId id) throws IOException;

  /**
   * Opens a snapshot for reading. What is read is not verified: whoever needs to know computes the
   * checksum.
   *
   * @param id one that is complete
   * @return empty if it is not there
   * @throws IOException if the disk fails
   */
  Optional<Reader> open(SnapshotId id) throws IOException;

  /**
   * Removes a snapshot, if it is there. After a power cut it may be there again, as it was.
   *
   * @param id which
   * @throws IOException if the disk fails
   */
  void remove(SnapshotId id) throws IOException;

  /** Frees what is held. Snapshots stay. Idempotent. */
  @Override
  void close();

  /** Writes one snapshot from its beginning to its end. */
  interface Writer extends AutoCloseable {
    /**
     * How many bytes have been written.
     *
     * @return the place of the next byte
     */
    long position();

    /**
     * Adds bytes at the end.
     *
     * @param bytes an array that holds them
     * @param offset where they begin in it
     * @param length how many they are
     * @throws IOException if there is no room, or the disk fails
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Ends the snapshot: when this returns it is complete and survives a power cut, and after a
     * crash before that it is not there.
     *
     * @return its id
     * @throws IOException if the disk fails; or, for one that comes from another node, if it has
     *     not become what its id says. What was written is gone then
     */
    SnapshotId commit() throws IOException;

    /** Abandons the snapshot, and what was written, unless it has been committed. Idempotent. */
    void abandon();

    /**
     * Frees what is held. One that comes from another node, and has been neither committed nor
     * abandoned, {@link #receive} may go on with later; one of this node's own is gone. Idempotent.
     */
    @Override
    void close();
  }

  /** Reads one snapshot. */
  interface Reader extends AutoCloseable {
    /**
     * Reads some bytes.
     *
     * @param position where, at most the length
     * @param maxBytes how many at most, at least 1
     * @return as many as there are, up to that; empty at the end
     * @throws IOException if the disk fails
     */
    byte[] read(long position, int maxBytes) throws IOException;

    /** Idempotent. */
    @Override
    void close();
  }
}
