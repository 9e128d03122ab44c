package io.quorate.engine.node;

import io.quorate.engine.raft.Draft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * One partition's proposals that have become entries and are not resolved yet. An entry is resolved
 * by what is applied at its index: itself, or another leader's entry. Touched by the event loop
 * alone.
 */
final class Proposals {
  private final Consumer<PendingProposal> release;

  /** By ascending index. */
  private final ArrayDeque<PendingProposal> inLog = new ArrayDeque<>();

  /**
   * Their places were taken by others in this node's log; what is committed there still decides.
   */
  private final List<PendingProposal> displaced = new ArrayList<>();

  private long nextExpiry = Long.MAX_VALUE;

  /**
   * {@code release} is called once for each proposal, when it is resolved or expired and out of the
   * log.
   */
  Proposals(Consumer<PendingProposal> release) {
    this.release = release;
  }

  /** Drafts have become entries. */
  void appended(List<Draft> drafts, long firstIndex, long term, long now) {
    truncated(firstIndex - 1);
    long index = firstIndex;
    for (Draft draft : drafts) {
      if (draft instanceof PendingProposal proposal) {
        proposal.appended(index, term, now);
        inLog.addLast(proposal);
        nextExpiry = Math.min(nextExpiry, proposal.call().deadline());
      }
      index++;
    }
  }

  /**
   * Takes the proposals whose indexes will have been applied up to one, for the apply lane to tell.
   */
  List<PendingProposal> takeUpTo(long index) {
    List<PendingProposal> taken = List.of();
    while (!inLog.isEmpty() && inLog.peekFirst().index() <= index) {
      if (taken.isEmpty()) {
        taken = new ArrayList<>();
      }
      taken.add(inLog.removeFirst());
    }
    for (Iterator<PendingProposal> i = displaced.iterator(); i.hasNext(); ) {
      PendingProposal proposal = i.next();
      if (proposal.index() <= index) {
        if (taken.isEmpty()) {
          taken = new ArrayList<>();
        }
        taken.add(proposal);
        taken.sort(Comparator.comparingLong(PendingProposal::index));
        i.remove();
      }
    }
    return taken;
  }

  /**
   * Entries above an index have left this node's log. What is committed at their indexes still
   * decides.
   */
  void truncated(long index) {
    while (!inLog.isEmpty() && inLog.peekLast().index() > index) {
      PendingProposal proposal = inLog.removeLast();
      displaced.add(proposal);
      // It may have expired already, and needs no room any more.
      nextExpiry = Math.min(nextExpiry, proposal.call().deadline());
    }
  }

  /** Since when the oldest in the log has been there; {@code Long.MAX_VALUE} if there is none. */
  long waitingSince() {
    return inLog.isEmpty() ? Long.MAX_VALUE : inLog.peekFirst().appendedAt();
  }

  /** When the next call may expire. */
  long nextExpiry() {
    return nextExpiry;
  }

  /**
   * Finds the calls whose time is over, also among those that the apply lane has. Their entries
   * stay until resolved.
   */
  List<PendingProposal> expired(long now, List<PendingProposal> beingApplied) {
    List<PendingProposal> expired = new ArrayList<>();
    nextExpiry = Long.MAX_VALUE;
    for (PendingProposal proposal : beingApplied) {
      sort(proposal, now, expired);
    }
    for (PendingProposal proposal : inLog) {
      sort(proposal, now, expired);
    }
    for (Iterator<PendingProposal> i = displaced.iterator(); i.hasNext(); ) {
      PendingProposal proposal = i.next();
      sort(proposal, now, expired);
      if (proposal.call().deadline() <= now) {
        i.remove(); // not in this node's log any more, and nobody waits
        release.accept(proposal);
      }
    }
    return expired;
  }

  private void sort(PendingProposal proposal, long now, List<PendingProposal> expired) {
    long deadline = proposal.call().deadline();
    if (proposal.isDone()) {
      return;
    }
    if (deadline <= now) {
      expired.add(proposal);
    } else {
      nextExpiry = Math.min(nextExpiry, deadline);
    }
  }

  /** All that is unresolved, for the end of the node. */
  List<PendingProposal> drain() {
    List<PendingProposal> all = new ArrayList<>(inLog);
    all.addAll(displaced);
    inLog.clear();
    displaced.clear();
    return all;
  }
}
