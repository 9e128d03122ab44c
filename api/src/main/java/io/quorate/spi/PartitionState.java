package io.quorate.spi;

import java.util.Optional;

/**
 * What a log knows about one partition without reading its entries.
 *
 * @param hardState the last one written, if any
 * @param boundary where the log starts
 * @param lastIndex the last entry's index; the boundary's index if there is no entry
 * @param lastTerm the last entry's term; the boundary's term if there is no entry
 */
public record PartitionState(
    Optional<HardState> hardState, LogBoundary boundary, long lastIndex, long lastTerm) {

  /** Of a partition that was never written. */
  public static final PartitionState EMPTY =
      new PartitionState(Optional.empty(), LogBoundary.START, 0, 0);
}
