package io.quorate.sim.device;

import io.quorate.engine.storage.Storage;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One process's access to its disk, below the engine's asynchronous seam. A batch waits, is written
 * to the cache, is synced together with others, and completes, each at a time of its own, so that a
 * crash may fall between any two.
 */
public final class SimStorage implements Storage {
  private static final long MICRO = 1_000;

  /** Slow reads that take longer than an election, per mille. */
  private static final int LATE_READS = 60;

  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_SAME_READS = 100;

  /** A clock may run so much faster than time, and something else be late besides. */
  private static final long FASTEST = 4;

  private final World world;
  private final SimProcess process;
  private final SimDisk disk;
  private final Knobs knobs;
  private final SimRandom random;
  private final Consumer<TriggerPoint> moments;
  private final Deque<Submitted> queue = new ArrayDeque<>();
  private final Map<Integer, SameReads> sameReads = new TreeMap<>();
  private boolean busy;
  private boolean beginning;
  private boolean syncing;
  private boolean closed;
  private long failedAt = Long.MAX_VALUE;
  private boolean readFailed;

  private record Submitted(WalBatch batch, Completion completion) {}

  /**
   * Opens the disk for a process.
   *
   * @param world the time
   * @param process whose
   * @param disk the disk
   * @param knobs how long things take
   * @param moments hears of moments at which a fault may wait
   */
  public SimStorage(
      World world, SimProcess process, SimDisk disk, Knobs knobs, Consumer<TriggerPoint> moments) {
    this.world = world;
    this.process = process;
    this.disk = disk;
    this.knobs = knobs;
    this.moments = moments;
    this.random =
        world.streams().stream("node/" + process.node() + "/" + process.boot() + "/storage");
    disk.open();
  }

  /**
   * Whether a sync is under way.
   *
   * @return true between its beginning and its end
   */
  public boolean syncing() {
    return syncing;
  }

  /**
   * When the process heard that the storage has failed.
   *
   * @return {@code Long.MAX_VALUE} if it has not
   */
  public long failedAt() {
    return failedAt;
  }

  /**
   * Whether the process has a reason to stop by itself.
   *
   * @return true once it has heard that a write or a read failed
   */
  public boolean hasFailed() {
    return readFailed || failedAt != Long.MAX_VALUE;
  }

  @Override
  public SortedSet<Integer> partitions() {
    return disk.readable().partitions();
  }

  @Override
  public PartitionState state(int partition) {
    return disk.readable().state(partition);
  }

  @Override
  public List<EntryRecord> readNow(int partition, long from, long maxBytes) throws WalException {
    return disk.read(partition, from, maxBytes);
  }

  @Override
  public Optional<byte[]> metadata(String key) {
    return disk.readable().metadata(key);
  }

  @Override
  public void submit(WalBatch batch, Completion completion) {
    if (process.dead()) {
      return;
    }
    queue.add(new Submitted(batch, completion));
    if (!busy && !beginning) {
      // Not at once: what is submitted in the same turn may share a sync.
      beginning = true;
      process.after(0, this::begin);
    }
  }

  private void begin() {
    beginning = false;
    if (closed || failedAt != Long.MAX_VALUE) {
      failQueued(closed ? Kind.CLOSED : Kind.FAILED, closed ? "closed" : "a sync failed before");
      return;
    }
    if (busy || queue.isEmpty()) {
      return;
    }
    busy = true;
    List<Submitted> group = new ArrayList<>();
    for (long left = random.between(1, knobs.diskGroup()); left > 0 && !queue.isEmpty(); left--) {
      group.add(queue.poll());
    }
    long began = world.now();
    world.after(micros(1, knobs.diskWrite()), () -> write(group, began));
  }

  /** What the device does goes on while the process is paused, but not without it. */
  private void write(List<Submitted> group, long began) {
    if (process.dead()) {
      return;
    }
    if (disk.full() == SimDisk.Full.AT_WRITE) {
      fail(group, Kind.DISK_FULL, "no space is left");
      return;
    }
    long last = 0;
    for (Submitted submitted : group) {
      try {
        last = disk.write(submitted.batch());
      } catch (WalException e) {
        world.fail(
            "X2",
            -1,
            "node " + process.node() + " wrote a batch that breaks a rule: " + e.getMessage());
        return;
      }
    }
    long number = last;
    world.record(Event.WRITTEN, process.node(), -1, number, group.size());
    if (world.tracesAll()) {
      List<WalBatch> batches = group.stream().map(Submitted::batch).toList();
      Detail contents = BatchTrace.contents(number - batches.size() + 1, began, batches);
      world.note(Event.BATCH, process.node(), -1, number, batches.size(), contents);
    }
    syncing = true;
    long took = micros(Math.max(1, knobs.diskSync() / 8), knobs.diskSync());
    world.after(took, () -> sync(group, number));
    moments.accept(TriggerPoint.SYNC_STARTED);
  }

  private void sync(List<Submitted> group, long number) {
    if (process.dead()) {
      return;
    }
    long left = disk.stalledUntil() - world.now();
    if (left > 0) {
      // Looked at again in between, because a stall may be lifted.
      world.after(Math.min(left, 100_000 * MICRO), () -> sync(group, number));
      return;
    }
    syncing = false;
    boolean noSpace = disk.full() == SimDisk.Full.AT_SYNC;
    if (noSpace || disk.takeSyncFailure()) {
      disk.damage();
      fail(
          group,
          noSpace ? Kind.DISK_FULL : Kind.FAILED,
          noSpace ? "no space is left" : "the sync failed");
      return;
    }
    disk.sync(group.size());
    world.record(Event.DURABLE, process.node(), -1, number, group.size());
    process.after(MICRO * random.between(1, knobs.diskComplete()), () -> complete(group, number));
    moments.accept(TriggerPoint.SYNC_DURABLE);
  }

  private void complete(List<Submitted> group, long number) {
    world.record(Event.COMPLETED, process.node(), -1, number, group.size());
    for (Submitted submitted : group) {
      submitted.completion().durable();
    }
    busy = false;
    begin();
  }

  private void fail(List<Submitted> group, Kind kind, String message) {
    world.record(Event.SYNC_FAILED, process.node(), -1, kind.ordinal(), group.size());
    if (kind == Kind.DISK_FULL) {
      world.count(Mark.DISKS_FULL);
    }
    moments.accept(TriggerPoint.SYNC_FAILED);
    process.after(micros(1, knobs.diskComplete()), () -> {
      failedAt = world.now();
      busy = false;
      for (Submitted submitted : group) {
        submitted.completion().failed(new WalException(kind, message));
      }
      begin();
    });
  }

  private long micros(long low, long high) {
    return MICRO * disk.slowness() * random.between(low, high);
  }

  private void failQueued(Kind kind, String message) {
    while (!queue.isEmpty()) {
      queue.poll().completion().failed(new WalException(kind, message));
    }
  }

  @Override
  public void read(int partition, long from, long maxBytes, ReadCompletion completion) {
    world.count(Mark.DISK_READS);
    sameReads.computeIfAbsent(partition, p -> new SameReads()).read(partition, from);
    long longest = knobs.diskRead() == 0 ? knobs.diskWrite() : knobs.diskRead();
    process.after(micros(1, longest), () -> {
      if (closed) {
        completion.failed(new WalException(Kind.CLOSED, "closed"));
        return;
      }
      List<EntryRecord> entries;
      try {
        entries = disk.read(partition, from, maxBytes);
      } catch (WalException e) {
        if (e.kind() != Kind.OUT_OF_RANGE) {
          readFailed = true;
          moments.accept(TriggerPoint.READ_FAILED);
        }
        completion.failed(e);
        return;
      }
      if (knobs.diskRead() == 0) {
        completion.read(entries);
      } else {
        hand(entries, completion);
      }
    });
  }

  /** Whoever reads the same again has a reason to, or time goes by (L6). */
  private final class SameReads {
    private long from;
    private long since;
    private int times;

    void read(int partition, long next) {
      if (next != from || world.now() - since > SECOND) {
        from = next;
        since = world.now();
        times = 0;
      }
      times++;
      // A leader may read once more for each follower after each heartbeat.
      long beats = SECOND / (MICRO * knobs.heartbeat());
      long most = MOST_SAME_READS + FASTEST * beats * knobs.allNodes();
      if (times > most) {
        world.fail(
            "L6",
            partition,
            "node " + process.node() + " reads its log from " + from + " on, more than " + most
                + " times in a second");
      }
    }
  }

  /** What was read may be told much later, when the log is another one. */
  private void hand(List<EntryRecord> entries, ReadCompletion completion) {
    long late =
        random.chance(LATE_READS) && !disk.healed() ? 6 * knobs.election() : knobs.diskRead();
    process.after(MICRO * random.between(1, late), () -> {
      if (closed) {
        completion.failed(new WalException(Kind.CLOSED, "closed"));
      } else {
        completion.read(entries);
      }
    });
  }

  @Override
  public void close() {
    if (!closed && !process.dead()) {
      closed = true;
      failQueued(Kind.CLOSED, "closed");
      disk.close();
    }
  }
}
