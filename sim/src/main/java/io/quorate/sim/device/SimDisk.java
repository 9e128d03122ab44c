package io.quorate.sim.device;

import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A node's disk. It outlives processes. What a process has written can be read at once, and by the
 * next process too, but only what was synced survives a loss of power.
 */
public final class SimDisk {
  private final World world;
  private final int node;
  private final SimRandom random;
  private DiskImage durable = new DiskImage();
  private DiskImage readable = new DiskImage();
  private final Deque<WalBatch> unsynced = new ArrayDeque<>();
  private boolean damaged;
  private boolean failNextSync;
  private boolean syncOff;
  private long stalledUntil;
  private long written;

  /**
   * Makes an empty disk.
   *
   * @param world the time
   * @param node whose
   */
  public SimDisk(World world, int node) {
    this.world = world;
    this.node = node;
    this.random = world.streams().stream("disk/" + node);
  }

  /**
   * What a loss of power leaves.
   *
   * @return not to be kept: a loss of power replaces it
   */
  public DiskImage durable() {
    return durable;
  }

  /**
   * What a process reads.
   *
   * @return not to be kept: a loss of power replaces it
   */
  public DiskImage readable() {
    return readable;
  }

  /**
   * Makes syncs complete without having made anything durable, as a disk does that lies. For tests
   * of the checks.
   */
  public void turnSyncOff() {
    syncOff = true;
  }

  /** Makes the next sync fail. */
  public void failNextSync() {
    failNextSync = true;
  }

  /**
   * Lets no sync end before a time.
   *
   * @param time virtual nanoseconds
   */
  public void stallUntil(long time) {
    stalledUntil = Math.max(stalledUntil, time);
  }

  /** Ends all faults: no stall, and no sync that is still to fail. */
  public void heal() {
    stalledUntil = 0;
    failNextSync = false;
  }

  long stalledUntil() {
    return stalledUntil;
  }

  boolean takeSyncFailure() {
    boolean fails = failNextSync;
    failNextSync = false;
    return fails;
  }

  /** A batch is in the cache. Returns its number. */
  long write(WalBatch batch) throws WalException {
    readable.apply(batch);
    unsynced.add(batch);
    written++;
    return written;
  }

  /** The oldest batches in the cache are durable. */
  void sync(int batches) {
    if (syncOff) {
      return;
    }
    for (int i = 0; i < batches && !unsynced.isEmpty(); i++) {
      applyDurably(unsynced.poll());
    }
  }

  /** After a failed sync the cache may show what the disk has not got. */
  void damage() {
    damaged = true;
    world.count(Mark.SYNC_FAILURES);
  }

  private void applyDurably(WalBatch batch) {
    try {
      durable.apply(batch);
    } catch (WalException e) {
      throw new IllegalStateException("what could be written cannot be made durable", e);
    }
  }

  /**
   * The process has ended. After a failed sync its pages were marked clean: some are on disk, the
   * others are lost.
   */
  public void crash() {
    if (damaged) {
      forget(random.nextLong(unsynced.size() + 1));
    }
  }

  /**
   * The power is lost. Un-synced batches are gone, but for some of the oldest in some cases: a disk
   * may have written them of its own accord.
   *
   * @return how many are gone
   */
  public int losePower() {
    boolean some = random.chance(300);
    long kept = random.nextLong(unsynced.size() + 1);
    return forget(some ? kept : 0);
  }

  private int forget(long kept) {
    for (long i = 0; i < kept; i++) {
      applyDurably(unsynced.poll());
    }
    int lost = unsynced.size();
    unsynced.clear();
    readable = durable.copy();
    return lost;
  }

  /** A new process opens the log: all that it will read is made durable first (WAL-D2). */
  public void open() {
    damaged = false;
    failNextSync = false;
    if (!unsynced.isEmpty() && !syncOff) {
      world.counters().add(Mark.CACHE_SURVIVED, unsynced.size());
      sync(unsynced.size());
    }
    world.record(Event.DURABLE, node, -1, written, 0);
  }
}
