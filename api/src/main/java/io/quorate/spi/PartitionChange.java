package io.quorate.spi;

import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a batch comes to for one partition: the net effect of its {@link PartitionWrite}s, checked
 * against the rules. For authors of backends: instead of carrying out each write in turn, a log
 * plans the changes of all partitions, which refuses a bad batch before anything has changed
 * (WAL-A2), and then, for each partition, removes the stored entries above {@link #keepThrough} and
 * those up to the new boundary, and adds {@link #entries}.
 *
 * @param dropped the partition is forgotten and nothing follows; all else is then as for a
 *     partition never written
 * @param after the partition's state once the batch is written
 * @param keepThrough stored entries above this index go; those at or below the index of
 *     {@code after}'s boundary go too
 * @param entries to add: contiguous, the last of them is the last of the log. If there are none,
 *     the last entry is a stored one, or the log is empty
 */
public record PartitionChange(
    boolean dropped, PartitionState after, long keepThrough, List<EntryRecord> entries) {

  /** The terms of the entries that a log holds before the batch. */
  @FunctionalInterface
  public interface StoredTerms {
    /**
     * The term of a stored entry.
     *
     * @param index above the boundary, and below the last index
     * @return its term
     * @throws WalException if it cannot be read
     */
    long term(long index) throws WalException;
  }

  /**
   * Plans what writes do to a partition.
   *
   * @param partition its id, for messages
   * @param before its state, {@link PartitionState#EMPTY} if it was never written
   * @param writes what to do, in this order
   * @param stored the entries that are there
   * @return the net effect
   * @throws WalException ILLEGAL_BATCH if a write breaks a rule, or what {@code stored} throws
   */
  public static PartitionChange plan(
      int partition, PartitionState before, List<PartitionWrite> writes, StoredTerms stored)
      throws WalException {
    if (partition < 0) {
      throw new WalException(Kind.ILLEGAL_BATCH, "partition " + partition + " is negative");
    }
    Planner planner = new Planner(partition, before, stored);
    for (PartitionWrite write : writes) {
      planner.add(write);
    }
    return planner.change();
  }

  /**
   * Whether entries that are stored become invisible; if not, the change only adds.
   *
   * @param before the state that was given to {@link #plan}
   * @return true if something goes
   */
  public boolean removes(PartitionState before) {
    return dropped
        || keepThrough < before.lastIndex()
        || after.boundary().index() > before.boundary().index();
  }

  /**
   * The log as it would be: stored entries in (boundary, keep], then the added ones from keep + 1
   * on.
   */
  private static final class Planner {
    private final int partition;
    private final PartitionState before;
    private final StoredTerms stored;

    private boolean dropped;
    private Optional<HardState> hardState;
    private LogBoundary boundary;
    private long keep;
    private List<EntryRecord> added = List.of();

    Planner(int partition, PartitionState before, StoredTerms stored) {
      this.partition = partition;
      this.before = before;
      this.stored = stored;
      this.hardState = before.hardState();
      this.boundary = before.boundary();
      this.keep = before.lastIndex();
    }

    void add(PartitionWrite write) throws WalException {
      if (write.drop()) {
        drop();
      }
      if (write.hardState().isPresent()) {
        hardState = write.hardState();
        dropped = false;
      }
      if (write.truncateAfter().isPresent()) {
        truncate(write.truncateAfter().getAsLong());
        dropped = false;
      }
      if (write.boundary().isPresent()) {
        move(write.boundary().get());
        dropped = false;
      }
      if (!write.entries().isEmpty()) {
        append(write.entries());
        dropped = false;
      }
    }

    PartitionChange change() throws WalException {
      long last = last();
      return new PartitionChange(
          dropped,
          new PartitionState(hardState, boundary, last, term(last)),
          keep,
          Collections.unmodifiableList(added));
    }

    private void drop() {
      dropped = true;
      hardState = Optional.empty();
      boundary = LogBoundary.START;
      keep = 0;
      added = List.of();
    }

    private void truncate(long index) throws WalException {
      if (index < boundary.index()) {
        throw illegal("truncation after " + index + " is below the boundary " + boundary.index());
      }
      if (index >= last()) {
        return;
      }
      added = index > keep ? added.subList(0, (int) (index - keep)) : List.of();
      keep = Math.min(keep, index);
    }

    private void move(LogBoundary next) throws WalException {
      if (next.index() < boundary.index()) {
        throw illegal("boundary " + next.index() + " is below the boundary " + boundary.index());
      }
      long last = last();
      boolean holds = next.equals(boundary)
          || (next.index() > boundary.index()
              && next.index() <= last
              && term(next.index()) == next.term());
      if (!holds) {
        added = List.of();
        keep = next.index();
      } else if (next.index() > keep) {
        added = added.subList((int) (next.index() - keep), added.size());
        keep = next.index();
      }
      boundary = next;
    }

    private void append(List<EntryRecord> entries) throws WalException {
      EntryRecord first = entries.get(0);
      long last = last();
      if (first.index() != last + 1) {
        throw illegal("entry " + first.index() + " does not follow the last entry " + last);
      }
      if (first.term() < term(last)) {
        throw illegal("term " + first.term() + " of entry " + first.index() + " is below term "
            + term(last) + " of the entry before it");
      }
      if (added.isEmpty()) {
        added = entries;
      } else {
        // A new list, because the first one belongs to the batch.
        List<EntryRecord> all = new ArrayList<>(added.size() + entries.size());
        all.addAll(added);
        all.addAll(entries);
        added = all;
      }
    }

    private long last() {
      return keep + added.size();
    }

    private long term(long index) throws WalException {
      if (index == boundary.index()) {
        return boundary.term();
      }
      if (index > keep) {
        return added.get((int) (index - keep - 1)).term();
      }
      return index == before.lastIndex() ? before.lastTerm() : stored.term(index);
    }

    private WalException illegal(String what) {
      return new WalException(Kind.ILLEGAL_BATCH, "partition " + partition + ": " + what);
    }
  }
}
