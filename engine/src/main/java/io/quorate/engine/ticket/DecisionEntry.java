package io.quorate.engine.ticket;

import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import java.util.Objects;

/**
 * What an entry that decides a ticket says.
 *
 * @param ticket which
 * @param decision what becomes of it
 */
public record DecisionEntry(HybridTimestamp ticket, Decision decision) {
  /**
   * Checks for null.
   *
   * @param ticket which
   * @param decision what becomes of it
   */
  public DecisionEntry {
    Objects.requireNonNull(ticket, "ticket");
    Objects.requireNonNull(decision, "decision");
  }
}
