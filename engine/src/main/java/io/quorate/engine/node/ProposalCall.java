package io.quorate.engine.node;

import io.quorate.Proposal;
import io.quorate.ReplicationResult;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call of the application's: one proposal, or several that are admitted together. */
final class ProposalCall {
  private final PartitionHost host;
  private final boolean admitted;
  private final Duration timeout;
  private final long deadline;
  private final List<Draft> drafts;
  private final long bytes;
  private final CompletableFuture<List<ReplicationResult>> future = new CompletableFuture<>();
  private final CompletableFuture<ReplicationResult> single;
  private final ReplicationResult[] results;
  private int missing;

  /** A call with one proposal completes {@link #single}, one with several {@link #all}. */
  ProposalCall(
      PartitionHost host,
      EntryKind kind,
      boolean admitted,
      List<Proposal> proposals,
      boolean batch,
      Duration timeout,
      long deadline) {
    this.host = host;
    this.admitted = admitted;
    this.timeout = timeout;
    this.deadline = deadline;
    List<Draft> pending = new ArrayList<>(proposals.size());
    long size = 0;
    for (int i = 0; i < proposals.size(); i++) {
      Proposal p = proposals.get(i);
      pending.add(new PendingProposal(this, i, kind, p.type(), p.data()));
      size += p.data().length;
    }
    this.drafts = pending;
    this.bytes = size;
    this.single = batch ? null : new CompletableFuture<>();
    this.results = batch ? new ReplicationResult[proposals.size()] : null;
    this.missing = proposals.size();
  }

  /** Whether the call went through admission; the system's own does not. */
  boolean isAdmitted() {
    return admitted;
  }

  CompletableFuture<ReplicationResult> single() {
    return single;
  }

  CompletableFuture<List<ReplicationResult>> all() {
    return future;
  }

  PartitionHost host() {
    return host;
  }

  List<Draft> drafts() {
    return drafts;
  }

  long bytes() {
    return bytes;
  }

  long deadline() {
    return deadline;
  }

  ReplicationResult timedOut() {
    return new ReplicationResult.Unknown(timeout);
  }

  /** All proposals of the call end alike. Not to be called on an event loop. */
  void completeAll(ReplicationResult result) {
    for (Draft draft : drafts) {
      ((PendingProposal) draft).complete(result);
    }
  }

  void completed(int position, ReplicationResult result) {
    if (single != null) {
      single.complete(result);
      return;
    }
    synchronized (this) {
      results[position] = result;
      if (--missing > 0) {
        return;
      }
    }
    future.complete(Collections.unmodifiableList(Arrays.asList(results)));
  }
}
