package io.quorate.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one batch does to one partition, in the order of the components: drop everything, set the
 * hard state, truncate behind an index, move the boundary, append entries. {@link PartitionChange}
 * works out what that comes to.
 *
 * @param drop forget the partition altogether, before the rest
 * @param hardState the new hard state
 * @param truncateAfter remove all entries above this index
 * @param boundary the log starts after it from now on. Entries up to its index go; entries above
 *     stay if the log holds an entry of exactly this index and term, or had this very boundary, and
 *     go otherwise
 * @param entries to append: contiguous, the first just above what then is the last
 */
public record PartitionWrite(
    boolean drop,
    Optional<HardState> hardState,
    OptionalLong truncateAfter,
    Optional<LogBoundary> boundary,
    List<EntryRecord> entries) {

  /**
   * Checks that the entries are contiguous with terms that do not fall.
   *
   * @param drop see the component
   * @param hardState see the component
   * @param truncateAfter see the component
   * @param boundary see the component
   * @param entries see the component
   */
  public PartitionWrite {
    Objects.requireNonNull(hardState, "hardState");
    Objects.requireNonNull(truncateAfter, "truncateAfter");
    Objects.requireNonNull(boundary, "boundary");
    for (int i = 1; i < entries.size(); i++) {
      EntryRecord previous = entries.get(i - 1);
      EntryRecord next = entries.get(i);
      if (next.index() != previous.index() + 1 || next.term() < previous.term()) {
        throw new IllegalArgumentException(next + " does not follow " + previous);
      }
    }
  }

  /**
   * A write that appends only.
   *
   * @param entries contiguous
   * @return the write
   */
  public static PartitionWrite append(List<EntryRecord> entries) {
    return new PartitionWrite(
        false, Optional.empty(), OptionalLong.empty(), Optional.empty(), entries);
  }

  /**
   * A write that sets the hard state only.
   *
   * @param hardState the new one
   * @return the write
   */
  public static PartitionWrite hardState(HardState hardState) {
    return new PartitionWrite(
        false, Optional.of(hardState), OptionalLong.empty(), Optional.empty(), List.of());
  }
}
