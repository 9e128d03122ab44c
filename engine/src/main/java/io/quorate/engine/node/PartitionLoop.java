package io.quorate.engine.node;

import io.quorate.engine.environment.Environment.EventLoop;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.storage.Storage;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * One event loop: runs the partitions that belong to it. A turn takes all that has arrived, lets
 * every partition that is concerned take one step, hands what is to be persisted to storage as one
 * batch, and sends one frame to each peer, while the batch is being written.
 */
final class PartitionLoop {
  private final NodeContext context;
  private final int number;
  private final Outbox outbox;
  private final Deadlines deadlines = new Deadlines();
  private final TreeMap<Integer, PartitionHost> partitions = new TreeMap<>();
  private final List<LoopMember> members = new ArrayList<>();
  private List<LoopMember> touched = new ArrayList<>();
  private Writes writes = new Writes();
  private boolean ended;
  private volatile EventLoop loop;
  private SystemHost systemHost;

  private final Object lock = new Object();
  private List<Runnable> inbox = new ArrayList<>();
  private List<Runnable> taken = new ArrayList<>();
  private boolean stopped;

  PartitionLoop(NodeContext context, int number) {
    this.context = context;
    this.number = number;
    this.outbox = new Outbox(context);
  }

  void start() {
    loop = context.environment.startLoop("loop-" + number, this::turn);
    loop.signal();
  }

  /** Does something on this loop, or, once the loop has stopped for good, at once. Any thread. */
  void execute(Runnable task) {
    synchronized (lock) {
      if (!stopped) {
        inbox.add(task);
        task = null;
      }
    }
    if (task != null) {
      task.run();
    } else {
      signal();
    }
  }

  /** What is added before the loop has started is done when it starts. */
  private void signal() {
    EventLoop started = loop;
    if (started != null) {
      started.signal();
    }
  }

  /** Stops taking turns, and waits for the present one. */
  void stop() {
    if (loop != null) {
      loop.close();
    }
  }

  /** After {@link #stop}: ends all that waits here, and whatever still comes. */
  void endForGood() {
    synchronized (lock) {
      stopped = true;
    }
    end(true);
  }

  // ---- on the loop

  /** A member begins its life here. Before the loop starts, or on it. */
  void add(LoopMember member) {
    members.add(member);
    if (member instanceof PartitionHost host) {
      partitions.put(host.partition(), host);
    }
    touch(member);
  }

  /** The system's host lives on the loop of partition 0. */
  void systemHost(SystemHost host) {
    systemHost = host;
    add(host);
  }

  SystemHost systemHost() {
    return systemHost;
  }

  PartitionHost partition(int id) {
    return partitions.get(id);
  }

  Collection<PartitionHost> partitions() {
    return partitions.values();
  }

  Outbox outbox() {
    return outbox;
  }

  /** The member takes a step in this turn. */
  void touch(LoopMember member) {
    if (!member.touched) {
      member.touched = true;
      touched.add(member);
    }
  }

  /** Adds to what this turn persists. */
  void persist(PartitionHost host, Effect.Persist effect) {
    writes.add(host, effect);
  }

  private void turn() {
    if (!context.isRunning()) {
      end(context.isClosed());
      return;
    }
    try {
      runTasks();
      long now = context.environment.nanoTime();
      context.answers.watch(now);
      deadlines.expire(now, this::touch);
      stepTouched(now);
      submit();
      outbox.flush();
      loop.wakeAt(deadlines.next());
    } catch (Throwable e) {
      context.fail("an event loop failed: " + e, e);
    }
  }

  private void runTasks() {
    synchronized (lock) {
      List<Runnable> all = inbox;
      inbox = taken;
      taken = all;
    }
    for (Runnable task : taken) {
      try {
        task.run();
      } catch (RuntimeException e) {
        // The others are still to be done: each may hold somebody's call, which must end.
        context.fail("an event loop failed: " + e, e);
      }
    }
    taken.clear();
  }

  private void stepTouched(long now) {
    List<LoopMember> due = touched;
    touched = new ArrayList<>();
    for (LoopMember member : due) {
      member.touched = false;
      member.step(now);
      deadlines.arm(member);
    }
    if (!touched.isEmpty()) {
      signal();
    }
  }

  private void submit() {
    if (!writes.isEmpty()) {
      Writes batch = writes;
      writes = new Writes();
      context.counters.increment(Counter.WRITES);
      context.storage.submit(new WalBatch(batch.partitions, new TreeMap<>()), batch);
    }
  }

  /** Ends all that waits here; tasks that arrive later find the node ended. */
  private void end(boolean closed) {
    if (!ended) {
      ended = true;
      for (LoopMember member : members) {
        try {
          member.end(closed);
        } catch (RuntimeException e) {
          context.fail("a part of the node could not be ended: " + e, e);
        }
      }
    }
    runTasks();
  }

  /** What one turn persists; tells the partitions when it is durable. */
  private final class Writes implements Storage.Completion {
    private final TreeMap<Integer, List<PartitionWrite>> partitions = new TreeMap<>();
    private final TreeMap<Integer, Long> sequences = new TreeMap<>();

    boolean isEmpty() {
      return partitions.isEmpty();
    }

    void add(PartitionHost host, Effect.Persist effect) {
      partitions.computeIfAbsent(host.partition(), p -> new ArrayList<>(1)).add(effect.write());
      sequences.put(host.partition(), effect.sequence());
      context.counters.add(Counter.ENTRIES_WRITTEN, effect.write().entries().size());
    }

    @Override
    public void durable() {
      execute(() ->
          sequences.forEach((partition, sequence) -> partition(partition).persisted(sequence)));
    }

    @Override
    public void failed(WalException failure) {
      context.fail(
          "the log storage failed (" + failure.kind() + "): " + failure.getMessage(), failure);
    }
  }
}
