package io.quorate.cli.crash;

import io.quorate.Leader;
import io.quorate.ReplicationStatus;
import io.quorate.cli.control.ControlClient;
import io.quorate.cli.control.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One write in two phases: opens a ticket, waits a moment, and has it committed by whichever node
 * leads then, for as long as it takes. Meanwhile the node that opened it may have been killed.
 */
final class TwoPhaseWrite {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final long OPEN_MILLIS = 300;
  private static final long AGAIN_MILLIS = 100;
  private static final int TRIES = 300;

  private final Load.Members members;
  private final Ledger ledger;
  private final Attempt attempt;
  private final CompletableFuture<WriteOutcome> outcome = new CompletableFuture<>();
  private volatile String ticket;

  TwoPhaseWrite(Load.Members members, Ledger ledger, Attempt attempt) {
    this.members = members;
    this.ledger = ledger;
    this.attempt = attempt;
  }

  CompletableFuture<WriteOutcome> run(ControlClient first) {
    first
        .propose(attempt.partition(), "load", attempt.text(), LIFETIME, opened -> ticket = opened)
        .thenAccept(opened -> {
          if (opened.status() == ReplicationStatus.COMMITTED) {
            later(OPEN_MILLIS, () -> commit(attempt.node(), TRIES));
          } else {
            outcome.complete(opened);
          }
        });
    return outcome;
  }

  private static void later(long millis, Runnable task) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(task);
  }

  private void commit(int node, int triesLeft) {
    Optional<ControlClient> client = members.client(node);
    if (client.isEmpty()) {
      again(next(node), triesLeft);
      return;
    }
    client.get().commit(ticket).thenAccept(decided -> {
      if (ControlClient.NO_SUCH_TICKET.equals(decided.detail())) {
        ledger.fault("the ticket " + ticket + " of " + attempt + " is not known any more");
      }
      boolean open =
          decided.status() != ReplicationStatus.COMMITTED && decided.detail().isEmpty();
      boolean nobodyKnows = decided.status() == ReplicationStatus.UNKNOWN;
      boolean notJoined = decided.status() == ReplicationStatus.NOT_JOINED;
      if (open || nobodyKnows || notJoined) {
        again(decided.leader().map(Leader::nodeId).orElse(next(node)), triesLeft);
      } else {
        outcome.complete(decided);
      }
    });
  }

  private void again(int node, int triesLeft) {
    if (triesLeft == 0) {
      outcome.complete(new WriteOutcome(
          ReplicationStatus.UNKNOWN, 0, 0, Optional.empty(), "nobody decides " + ticket));
    } else {
      later(AGAIN_MILLIS, () -> commit(node, triesLeft - 1));
    }
  }

  private int next(int node) {
    List<Integer> ids = members.ids();
    return ids.get((ids.indexOf(node) + 1) % ids.size());
  }
}
