package io.quorate.engine.ticket;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.DecisionResult.NoSuchTicket;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tickets of one partition, as the entries that were applied up to now have left them. Not
 * thread-safe: belongs to whoever applies the partition's entries.
 *
 * <p>An entry is applied by {@link #open}, or by {@link #decide}, which delivers what is committed.
 * If delivering fails, the same entry is applied again, and goes on where it stood.
 */
public final class Tickets {
  /** Receives what a commit delivers. */
  public interface Delivery {
    /**
     * Takes one proposal.
     *
     * @param proposal the proposal
     * @param position among those of its ticket, from 0
     * @return the application's response; may be null
     * @throws Exception to be given the same proposal again later
     */
    Object deliver(Proposal proposal, int position) throws Exception;
  }

  private static final class Open {
    private final TicketEntry entry;
    private final List<Optional<Object>> responses = new ArrayList<>();

    Open(TicketEntry entry) {
      this.entry = entry;
    }
  }

  private final TreeMap<HybridTimestamp, Open> open = new TreeMap<>();
  private final LinkedHashMap<HybridTimestamp, Decided> decided = new LinkedHashMap<>();
  private long openBytes;

  /** Written before anybody hears of what it counts. */
  private volatile int openCount;

  private boolean delivering;

  /** No ticket was ever opened. */
  public Tickets() {}

  /**
   * Applies an entry that opens a ticket, if there is room for it.
   *
   * @param ticket the entry's time stamp
   * @param entry what it says
   * @return whether the ticket is open
   */
  public boolean open(HybridTimestamp ticket, TicketEntry entry) {
    long bytes = entry.bytes();
    if (open.size() >= entry.maxOpen() || bytes > entry.maxOpenBytes() - openBytes) {
      return false;
    }
    open.put(ticket, new Open(entry));
    openBytes += bytes;
    openCount = open.size();
    return true;
  }

  /**
   * Applies an entry that decides a ticket. The first decision counts.
   *
   * @param index of the entry
   * @param entry what it says
   * @param delivery takes the proposals if this commits the ticket
   * @return what has become of the ticket
   * @throws Exception what the delivery has thrown; the entry has not been applied then
   */
  public DecisionResult decide(long index, DecisionEntry entry, Delivery delivery)
      throws Exception {
    Decided earlier = decided.get(entry.ticket());
    if (earlier != null) {
      return earlier;
    }
    Open ticket = open.get(entry.ticket());
    if (ticket == null) {
      return new NoSuchTicket();
    }
    if (entry.decision() == Decision.COMMITTED) {
      deliver(ticket, delivery);
    }
    open.remove(entry.ticket());
    openBytes -= ticket.entry.bytes();
    openCount = open.size();
    remember(entry.ticket(), new Decided(entry.decision(), index, List.of()));
    return new Decided(entry.decision(), index, ticket.responses);
  }

  private void deliver(Open ticket, Delivery delivery) throws Exception {
    List<Proposal> proposals = ticket.entry.proposals();
    while (ticket.responses.size() < proposals.size()) {
      int position = ticket.responses.size();
      delivering = position > 0;
      Object response = delivery.deliver(proposals.get(position), position);
      ticket.responses.add(Optional.ofNullable(response));
    }
    delivering = false;
  }

  /** By count, which is the same on every replica. */
  private void remember(HybridTimestamp ticket, Decided decision) {
    decided.put(ticket, decision);
    if (decided.size() > DecisionResult.REMEMBERED) {
      decided.remove(decided.keySet().iterator().next());
    }
  }

  /**
   * What a snapshot keeps. Not while a ticket is delivered in part.
   *
   * @return goes its own way from here on
   */
  public TicketsState state() {
    TreeMap<HybridTimestamp, TicketEntry> waiting = new TreeMap<>();
    open.forEach((ticket, one) -> waiting.put(ticket, one.entry));
    LinkedHashMap<HybridTimestamp, TicketsState.Verdict> verdicts = new LinkedHashMap<>();
    decided.forEach((ticket, one) ->
        verdicts.put(ticket, new TicketsState.Verdict(one.decision(), one.index())));
    return new TicketsState(waiting, verdicts);
  }

  /**
   * Puts what a snapshot has kept in the place of everything.
   *
   * @param state from {@link #state}, perhaps another replica's
   */
  public void restore(TicketsState state) {
    open.clear();
    decided.clear();
    openBytes = 0;
    delivering = false;
    state.open().forEach((ticket, entry) -> {
      open.put(ticket, new Open(entry));
      openBytes += entry.bytes();
    });
    state
        .decided()
        .forEach((ticket, verdict) ->
            decided.put(ticket, new Decided(verdict.decision(), verdict.index(), List.of())));
    openCount = open.size();
  }

  /**
   * Whether some of a ticket's proposals have been delivered, and others have not: what the
   * application has is no state that anybody committed.
   *
   * @return true from the first delivery of several to the last
   */
  public boolean isDelivering() {
    return delivering;
  }

  /**
   * How many tickets are open. For any thread.
   *
   * @return at least 0
   */
  public int openCount() {
    return openCount;
  }
}
