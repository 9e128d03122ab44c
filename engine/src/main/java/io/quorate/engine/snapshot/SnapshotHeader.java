package io.quorate.engine.snapshot;

import io.quorate.HybridTimestamp;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.ticket.TicketsState;
import java.util.Objects;

/**
 * What a snapshot holds beside the application's state: all that the engine itself makes of the
 * entries up to its end.
 *
 * @param partition the partition
 * @param core what concerns the core
 * @param timestamp of the last entry
 * @param deliveredIndex the last entry at which the application was given something; 0 if there was
 *     none
 * @param tickets open and decided ones
 */
public record SnapshotHeader(
    int partition,
    Snapshot core,
    HybridTimestamp timestamp,
    long deliveredIndex,
    TicketsState tickets) {
  /** Checks for null. */
  public SnapshotHeader {
    Objects.requireNonNull(core, "core");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(tickets, "tickets");
  }

  /**
   * The last entry whose effect is in it.
   *
   * @return at least 1
   */
  public long index() {
    return core.boundary().index();
  }
}
