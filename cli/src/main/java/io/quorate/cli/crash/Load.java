package io.quorate.cli.crash;

import io.quorate.Leader;
import io.quorate.ReplicationStatus;
import io.quorate.cli.control.ControlClient;
import io.quorate.cli.control.WriteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that write to all partitions without a pause, each with several writes under way,
 * following the leader hints that nodes give.
 */
public final class Load implements AutoCloseable {
  private static final long IDLE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Plan plan;
  private final Members members;
  private final Ledger ledger;
  private final AtomicIntegerArray leaders;
  private final AtomicLongArray notBefore;
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * How much is written.
   *
   * @param clients how many clients
   * @param window how many writes each of them may have under way in each partition
   * @param writesPerSecond how many writes they try in all, at most
   * @param twoPhaseEvery of so many writes of a client one is made in two phases
   * @param partitions to which partitions
   */
  public record Plan(
      int clients, int window, int writesPerSecond, int twoPhaseEvery, List<Integer> partitions) {}

  /** The nodes that can be written to. */
  public interface Members {
    /**
     * All nodes' ids.
     *
     * @return running or not
     */
    List<Integer> ids();

    /**
     * The way to a node.
     *
     * @param id its id
     * @return empty while it does not run
     */
    Optional<ControlClient> client(int id);
  }

  /**
   * Makes a load; nothing is written before {@link #start}.
   *
   * @param plan how much
   * @param members to whom
   * @param ledger takes what was tried
   */
  public Load(Plan plan, Members members, Ledger ledger) {
    this.plan = plan;
    this.members = members;
    this.ledger = ledger;
    int size = plan.partitions().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    this.leaders = new AtomicIntegerArray(size);
    this.notBefore = new AtomicLongArray(size);
    long now = System.nanoTime();
    for (int partition : plan.partitions()) {
      leaders.set(partition, members.ids().get(0));
      notBefore.set(partition, now);
    }
  }

  /** Begins to write. */
  public void start() {
    for (int id = 1; id <= plan.clients(); id++) {
      Client client = new Client(id);
      Thread thread = new Thread(client, "quorate-client-" + id);
      thread.setDaemon(true);
      clients.add(thread);
      thread.start();
    }
  }

  /** One client. */
  private final class Client implements Runnable {
    private final int id;
    private final List<AtomicInteger> underWay = new ArrayList<>();
    private long sequence;

    Client(int id) {
      this.id = id;
      plan.partitions().forEach(partition -> underWay.add(new AtomicInteger()));
    }

    @Override
    public void run() {
      long interval = TimeUnit.SECONDS.toNanos(1) * plan.clients() / plan.writesPerSecond();
      long due = System.nanoTime();
      int turn = id;
      while (!stopped) {
        long now = System.nanoTime();
        if (due - now > 0) {
          LockSupport.parkNanos(due - now);
          continue;
        }
        boolean sent = false;
        for (int i = 0; i < plan.partitions().size() && !sent; i++) {
          turn = (turn + 1) % plan.partitions().size();
          sent = trySend(turn, now);
        }
        if (sent) {
          // What could not be sent during a fault is not sent in a burst after it.
          due = Math.max(due + interval, now - MAX_DEBT_NANOS);
        } else {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      }
    }

    private boolean trySend(int slot, long now) {
      int partition = plan.partitions().get(slot);
      AtomicInteger count = underWay.get(slot);
      if (count.get() >= plan.window() || notBefore.get(partition) - now > 0) {
        return false;
      }
      int node = leaders.get(partition);
      Optional<ControlClient> client = members.client(node);
      if (client.isEmpty()) {
        tryAnother(partition, node);
        return false;
      }
      count.incrementAndGet();
      Attempt attempt = ledger.open(
          partition, node, "partition-" + partition + "/client-" + id + "/" + ++sequence);
      CompletableFuture<WriteOutcome> written = sequence % plan.twoPhaseEvery() == 0
          ? new TwoPhaseWrite(members, ledger, attempt).run(client.get())
          : client.get().write(partition, "load", attempt.text());
      written.thenAccept(outcome -> {
        learn(attempt, outcome);
        ledger.close(attempt, outcome);
        count.decrementAndGet();
      });
      return true;
    }
  }

  private void learn(Attempt attempt, WriteOutcome outcome) {
    if (outcome.status() == ReplicationStatus.COMMITTED) {
      return;
    }
    int partition = attempt.partition();
    Optional<Integer> hint =
        outcome.leader().map(Leader::nodeId).filter(node -> node != attempt.node());
    if (hint.isPresent() && members.client(hint.get()).isPresent()) {
      leaders.compareAndSet(partition, attempt.node(), hint.get());
    } else if (outcome.status() == ReplicationStatus.QUEUE_FULL) {
      backOff(partition);
    } else {
      tryAnother(partition, attempt.node());
    }
  }

  private void tryAnother(int partition, int node) {
    List<Integer> ids = members.ids();
    int next = ids.get((ids.indexOf(node) + 1) % ids.size());
    if (leaders.compareAndSet(partition, node, next)) {
      backOff(partition);
    }
  }

  private void backOff(int partition) {
    notBefore.set(partition, System.nanoTime() + BACK_OFF_NANOS);
  }

  /**
   * Stops writing and waits until every write has its outcome.
   *
   * @param timeout how long to wait at most
   * @throws InterruptedException if the thread was interrupted
   * @throws IllegalStateException if some write has no outcome in time
   */
  public void stop(Duration timeout) throws InterruptedException {
    stopped = true;
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Thread client : clients) {
      client.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
    while (ledger.outstanding() > 0) {
      if (deadline - System.nanoTime() < 0) {
        throw new IllegalStateException(
            ledger.outstanding() + " writes have no outcome after " + timeout.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Stops writing, and waits for nothing. */
  @Override
  public void close() {
    stopped = true;
  }
}
