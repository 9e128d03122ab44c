package io.quorate.engine.node;

import io.quorate.ReplicationResult;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One proposal on its way: from admission to its outcome. Its position in the log is touched by the
 * event loop alone.
 */
final class PendingProposal implements Draft {
  private static final AtomicIntegerFieldUpdater<PendingProposal> DONE =
      AtomicIntegerFieldUpdater.newUpdater(PendingProposal.class, "done");

  private final ProposalCall call;
  private final int position;
  private final EntryKind kind;
  private final String type;
  private final byte[] data;
  private volatile int done;
  private long index;
  private long term;
  private long appendedAt;

  PendingProposal(ProposalCall call, int position, EntryKind kind, String type, byte[] data) {
    this.call = call;
    this.position = position;
    this.kind = kind;
    this.type = type;
    this.data = data;
  }

  @Override
  public EntryKind kind() {
    return kind;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public byte[] data() {
    return data;
  }

  /** The proposal has become an entry. */
  void appended(long atIndex, long inTerm, long now) {
    index = atIndex;
    term = inTerm;
    appendedAt = now;
  }

  long index() {
    return index;
  }

  long term() {
    return term;
  }

  long appendedAt() {
    return appendedAt;
  }

  ProposalCall call() {
    return call;
  }

  boolean isDone() {
    return done != 0;
  }

  /**
   * Tells the caller; only the first outcome counts. Runs the caller's continuations: not to be
   * called on an event loop.
   */
  void complete(ReplicationResult result) {
    if (DONE.compareAndSet(this, 0, 1)) {
      call.completed(position, result);
    }
  }
}
