package io.quorate.cli.control;

import io.quorate.Leader;
import io.quorate.ReplicationStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node answered to a write, or that it did not.
 *
 * @param status the status; {@link ReplicationStatus#UNKNOWN} also if the node ended before it
 *     answered
 * @param index the entry's index if committed, else 0
 * @param term the entry's term if committed, else 0
 * @param leader the leader to try, if the node named one
 * @param detail what else the node said, for people; may be empty
 */
public record WriteOutcome(
    ReplicationStatus status, long index, long term, Optional<Leader> leader, String detail) {
  /**
   * Checks for null.
   *
   * @param status see the component
   * @param index see the component
   * @param term see the component
   * @param leader see the component
   * @param detail see the component
   */
  public WriteOutcome {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(leader, "leader");
    Objects.requireNonNull(detail, "detail");
  }

  static WriteOutcome without(ReplicationStatus status, String detail) {
    return new WriteOutcome(status, 0, 0, Optional.empty(), detail);
  }
}
