package io.quorate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The outcome of the second phase of a two-phase proposal; see {@link Partition#commit} and
 * {@link Partition#rollback}. The first decision in the log counts: who asks later hears that one.
 */
public sealed interface DecisionResult {

  /** What has become of a ticket, for good. */
  enum Decision {
    /** Its proposals are committed and applied. */
    COMMITTED,
    /** Its proposals are discarded, as somebody wished. */
    ROLLED_BACK,
    /** Its proposals are discarded, because its time was over. */
    EXPIRED
  }

  /**
   * Whether the proposals are committed, and applied on this node.
   *
   * @return true for {@link Decided} with {@link Decision#COMMITTED} only
   */
  default boolean committed() {
    return this instanceof Decided decided && decided.decision() == Decision.COMMITTED;
  }

  /**
   * Whether asking again, after a pause, here or at the leader that is named, may bring a decision.
   * The first one counts, so asking again does no harm.
   *
   * @return true for {@link Unknown}, and for {@link NotDecided} for a reason that may pass
   */
  default boolean retryable() {
    return this instanceof Unknown
        || this instanceof NotDecided not && not.status().retryable();
  }

  /**
   * The ticket is decided.
   *
   * @param decision what was decided first, whatever was asked for now
   * @param index where in the partition's log that decision is; committed proposals are delivered
   *     with this index
   * @param responses what the {@link StateMachine} returned for each proposal on this node, in
   *     their order; empty unless the decision is {@link Decision#COMMITTED} and was made by this
   *     call
   */
  record Decided(Decision decision, long index, List<Optional<Object>> responses)
      implements DecisionResult {
    /**
     * Checks for null.
     *
     * @param decision see the component
     * @param index see the component
     * @param responses see the component
     */
    public Decided {
      Objects.requireNonNull(decision, "decision");
      responses = List.copyOf(responses);
    }
  }

  /**
   * There is no such ticket: it was never opened in this partition, or it was decided before the
   * last {@value #REMEMBERED} decisions of the partition.
   */
  record NoSuchTicket() implements DecisionResult {}

  /** So many decisions of a partition are remembered, for those who ask again. */
  int REMEMBERED = 10_000;

  /**
   * This call has decided nothing, and never will.
   *
   * @param status why; {@link ReplicationStatus#retryable} says whether to try again
   * @param leader the leader to try, if this node knows one
   */
  record NotDecided(ReplicationStatus status, Optional<Leader> leader) implements DecisionResult {
    /**
     * Checks for null.
     *
     * @param status see the component
     * @param leader see the component
     */
    public NotDecided {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(leader, "leader");
    }
  }

  /**
   * The outcome was not known when the timeout passed. Ask again, at whoever leads: the first
   * decision counts, so repeating a call does no harm.
   *
   * @param waited the timeout that passed
   */
  record Unknown(Duration waited) implements DecisionResult {}
}
