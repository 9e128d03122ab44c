package io.quorate.sim.device;

import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

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
  private boolean failNextRead;
  private Full full = Full.NOT;
  private long slowness = 1;
  private EntryRecord corrupt;
  private boolean corruptionReported;
  private DiskImage lost = new DiskImage();
  private SnapshotShelf snapshots;
  private boolean wiped;
  private boolean syncOff;
  private boolean healed;
  private long stalledUntil;
  private long written;
  private Optional<GuestLog> guest = Optional.empty();

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
    this.snapshots = new SnapshotShelf();
  }

  /**
   * The snapshots on it.
   *
   * @return not to be kept: another disk may take the place of this one's
   */
  public SnapshotShelf snapshots() {
    return snapshots;
  }

  /**
   * Has a log of somebody else's hold what is durable here. With the process, un-synced batches are
   * then lost, as that log has never got them; but for some of the oldest, as if the process had
   * died when they were durable and nobody had heard of it yet.
   *
   * @param log not opened yet
   */
  public void run(GuestLog log) {
    guest = Optional.of(log);
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

  /** Makes the next read fail. */
  public void failNextRead() {
    failNextRead = true;
  }

  /** Where a full disk is noticed. */
  public enum Full {
    /** It is not full. */
    NOT,
    /** By the next write. */
    AT_WRITE,
    /** By the next sync, because space is given out late. */
    AT_SYNC
  }

  /**
   * Lets the disk be full, or have room again.
   *
   * @param now where it is noticed
   */
  public void full(Full now) {
    full = now;
  }

  Full full() {
    return full;
  }

  /**
   * Makes everything slower.
   *
   * @param times how many times as long it takes; 1 for the usual
   */
  public void slow(long times) {
    slowness = times;
  }

  long slowness() {
    return slowness;
  }

  /**
   * Damages a durable entry for good.
   *
   * @param partition of which partition
   * @param permille which of its entries, as a thousandth of them
   * @param reported whether a read says that it is damaged, instead of returning what is there
   * @return whether there was an entry, and none was damaged before
   */
  public boolean corrupt(int partition, long permille, boolean reported) {
    long first = durable.state(partition).boundary().index() + 1;
    long count = durable.state(partition).lastIndex() - first + 1;
    if (corrupt != null || count <= 0) {
      return false;
    }
    corrupt = durable.entry(partition, first + count * permille / 1001);
    corruptionReported = reported;
    return true;
  }

  /** Replaces the disk by an empty one. */
  public void wipe() {
    if (written > 0 && world.tracesAll()) {
      world.note(Event.FORGOTTEN, node, -1, 1, written, null);
    }
    lost = durable;
    wiped = true;
    durable = new DiskImage();
    readable = new DiskImage();
    snapshots = new SnapshotShelf();
    unsynced.clear();
    corrupt = null;
    damaged = false;
    guest.ifPresent(GuestLog::wipe);
  }

  /**
   * Whether something that was durable is not to be had any more.
   *
   * @return true for good, once an entry was damaged or the disk was replaced
   */
  public boolean hasLostData() {
    return corrupt != null || wiped;
  }

  /**
   * Whether the disk has an entry for good, or had it before its data was destroyed from outside:
   * then it counted for a quorum by right.
   *
   * @param partition any id
   * @param index the entry
   * @param term its term
   * @return true if it counts
   */
  public boolean heldDurably(int partition, long index, long term) {
    return durable.holds(partition, index, term) || wiped && lost.holds(partition, index, term);
  }

  /** Entries as a process reads them, with all that is wrong with them. */
  List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    if (failNextRead) {
      failNextRead = false;
      world.count(Mark.READ_FAILURES);
      throw new WalException(Kind.FAILED, "the disk could not be read");
    }
    List<EntryRecord> entries = readable.read(partition, from, maxBytes);
    if (corrupt == null) {
      guest.ifPresent(log -> log.compareRead(durable, partition, from, maxBytes));
      return entries;
    }
    List<EntryRecord> seen = new ArrayList<>();
    for (EntryRecord entry : entries) {
      if (entry != corrupt) {
        seen.add(entry);
      } else if (corruptionReported) {
        throw new WalException(
            Kind.CORRUPT,
            "partition " + partition + ", index " + entry.index() + ": the checksum is wrong");
      } else {
        seen.add(flipped(entry));
      }
    }
    return seen;
  }

  /** The position follows from the contents: a second look shows the same. */
  private static EntryRecord flipped(EntryRecord entry) {
    byte[] bytes = entry.bytes().clone();
    long draw = Digest.of(bytes);
    bytes[(int) Long.remainderUnsigned(draw, bytes.length)] ^= (byte) (1 << (draw >>> 61));
    return new EntryRecord(entry.index(), entry.term(), bytes);
  }

  /**
   * Lets no sync end before a time.
   *
   * @param time virtual nanoseconds
   */
  public void stallUntil(long time) {
    stalledUntil = Math.max(stalledUntil, time);
  }

  /** Ends all faults, but for data that is lost. */
  public void heal() {
    stalledUntil = 0;
    failNextSync = false;
    failNextRead = false;
    full = Full.NOT;
    slowness = 1;
    healed = true;
  }

  /** Whether faults are over. */
  boolean healed() {
    return healed;
  }

  long stalledUntil() {
    return stalledUntil;
  }

  boolean takeSyncFailure() {
    boolean fails = failNextSync;
    failNextSync = false;
    return fails;
  }

  /**
   * A batch is in the cache: it can be read, and may be lost.
   *
   * @param batch the batch
   * @return its number
   * @throws WalException ILLEGAL_BATCH if it breaks a rule; nothing has changed then
   */
  public long write(WalBatch batch) throws WalException {
    readable.apply(batch);
    unsynced.add(batch);
    written++;
    return written;
  }

  /**
   * The oldest batches in the cache are durable.
   *
   * @param batches how many at most
   */
  public void sync(int batches) {
    if (syncOff) {
      if (world.tracesAll()) {
        world.note(Event.LIED, node, -1, batches, 0, null);
      }
      return;
    }
    for (int i = 0; i < batches && !unsynced.isEmpty(); i++) {
      applyDurably(unsynced.poll());
    }
  }

  /** The process closes its log in good order. */
  void close() {
    guest.ifPresent(GuestLog::close);
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
    guest.ifPresent(log -> log.append(batch));
  }

  /**
   * The process has ended. After a failed sync its pages were marked clean: some are on disk, the
   * others are lost.
   */
  public void crash() {
    if (damaged || guest.isPresent()) {
      forget(random.nextLong(unsynced.size() + 1));
    }
    guest.ifPresent(GuestLog::crash);
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
    return losePower(some ? (int) kept : 0);
  }

  /**
   * The power is lost, and it is known what the disk had written of its own accord.
   *
   * @param kept how many of the oldest un-synced batches survive, at most all
   * @return how many are gone
   */
  public int losePower(int kept) {
    int lost = forget(Math.min(kept, unsynced.size()));
    snapshots.losePower();
    guest.ifPresent(GuestLog::losePower);
    return lost;
  }

  private int forget(long kept) {
    for (long i = 0; i < kept; i++) {
      applyDurably(unsynced.poll());
    }
    int lost = unsynced.size();
    if (lost > 0 && world.tracesAll()) {
      world.note(Event.FORGOTTEN, node, -1, written - lost + 1, written, null);
    }
    unsynced.clear();
    readable = durable.copy();
    return lost;
  }

  /** A new process opens the log: all that it will read is made durable first (WAL-D2). */
  public void open() {
    damaged = false;
    failNextSync = false;
    failNextRead = false;
    full = Full.NOT;
    guest.ifPresent(log -> log.open(durable));
    if (!unsynced.isEmpty() && !syncOff) {
      world.counters().add(Mark.CACHE_SURVIVED, unsynced.size());
      sync(unsynced.size());
    }
    world.record(Event.DURABLE, node, -1, written, 0);
  }
}
