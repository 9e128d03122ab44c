package io.quorate.engine.ticket;

import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tickets of one partition after some entry: part of every snapshot.
 *
 * @param open what waits, by ticket
 * @param decided what was decided and at which index, in the order of the decisions
 */
public record TicketsState(
    SortedMap<HybridTimestamp, TicketEntry> open, LinkedHashMap<HybridTimestamp, Verdict> decided) {
  /** No ticket was ever opened. */
  public static final TicketsState NONE = new TicketsState(new TreeMap<>(), new LinkedHashMap<>());

  /**
   * Copies nothing; the caller hands the maps over.
   *
   * @param open see the component
   * @param decided see the component
   */
  public TicketsState {
    open = Collections.unmodifiableSortedMap(open);
  }

  /**
   * What was decided on a ticket.
   *
   * @param decision what became of it
   * @param index of the entry that decided
   */
  public record Verdict(Decision decision, long index) {}
}
