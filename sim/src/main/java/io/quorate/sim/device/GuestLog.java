package io.quorate.sim.device;

import io.quorate.sim.file.Geometry;
import io.quorate.sim.file.LogOpener;
import io.quorate.sim.file.SimFileSystem;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.StartedThreads;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.LongStream;

/**
 * A log of somebody else's, on simulated files, that is run below a node's disk: it gets every
 * batch at the moment at which that becomes durable, it is killed with its process and loses power
 * with its node, and what it says is compared with what the disk has. Its calls take no virtual
 * time.
 */
public final class GuestLog {
  private static final int MOST_BYTES = 1 << 20;

  private final World world;
  private final int node;
  private final LogOpener opener;
  private final SimRandom random;
  private SimFileSystem files;
  private Wal wal;
  private boolean closing;

  /** What a call to the log is. */
  private interface Call<T> {
    T make() throws WalException;
  }

  /**
   * A log that was never opened.
   *
   * @param world the time
   * @param node whose
   * @param opener opens it
   */
  public GuestLog(World world, int node, LogOpener opener) {
    this.world = world;
    this.node = node;
    this.opener = opener;
    this.random = world.streams().stream("disk/" + node + "/guest");
    wipe();
  }

  /** Its disk is replaced by an empty one. */
  void wipe() {
    files = new SimFileSystem(Geometry.COMMON, nanos -> {});
    wal = null;
  }

  /** A process opens it. */
  void open(DiskImage expected) {
    closing = false;
    wal = call("open", () -> given(opener.open(files.boot())));
    if (wal != null) {
      compare(expected);
    }
  }

  void append(WalBatch batch) {
    if (wal != null) {
      call("append", () -> {
        wal.append(batch);
        return null;
      });
    }
  }

  /** What was read from the disk, and is durable, must be in the log too. */
  void compare(DiskImage expected, int partition, List<EntryRecord> read) {
    if (wal != null && !read.isEmpty()) {
      compareFirst(expected, partition, read);
    }
  }

  /** Compares as many as one read of the log returns, and says how many those are. */
  private int compareFirst(DiskImage expected, int partition, List<EntryRecord> read) {
    long from = read.get(0).index();
    List<EntryRecord> own = call("read", () -> given(wal.read(partition, from, MOST_BYTES)));
    if (own == null) {
      return 0;
    }
    int count = Math.min(own.size(), read.size());
    for (int i = 0; i < count; i++) {
      EntryRecord entry = read.get(i);
      boolean durable = expected.holds(partition, entry.index(), entry.term());
      if (durable && !same(entry, own.get(i))) {
        differs(partition, entry.index(), entry, own.get(i));
      }
    }
    if (own.isEmpty() && expected.holds(partition, from, read.get(0).term())) {
      differs(partition, from, read.get(0), "nothing");
    }
    return count;
  }

  /**
   * The process will end in good order. What is on its way to the disk still arrives; the log is
   * closed when the process ends.
   */
  void close() {
    closing = true;
  }

  /** The process ends. */
  void crash() {
    if (closing && wal != null) {
      call("close", () -> {
        wal.close();
        return null;
      });
    }
    wal = null;
    files.crash();
  }

  void losePower() {
    wal = null;
    files.losePower(random.nextLong());
  }

  private void compare(DiskImage expected) {
    SortedSet<Integer> partitions = call("partitions", () -> given(wal.partitions()));
    if (partitions != null && !partitions.equals(expected.partitions())) {
      world.fail(
          "I30",
          -1,
          "the log of node " + node + " has the partitions " + partitions
              + " after it was opened, and " + expected.partitions() + " are durable");
    }
    for (int partition : expected.partitions()) {
      PartitionState durable = expected.state(partition);
      PartitionState state = call("state", () -> given(wal.state(partition)));
      if (state != null && !state.equals(durable)) {
        world.fail(
            "I30",
            partition,
            "the log of node " + node + " has " + state + " after it was opened, and " + durable
                + " is durable");
      }
      List<EntryRecord> left = LongStream.rangeClosed(
              durable.boundary().index() + 1, durable.lastIndex())
          .mapToObj(index -> expected.entry(partition, index))
          .toList();
      int compared = -1;
      while (!left.isEmpty() && compared != 0) {
        compared = compareFirst(expected, partition, left);
        left = left.subList(compared, left.size());
      }
    }
    expected.metadata().forEach((key, value) -> {
      Optional<byte[]> own = call("metadata", () -> given(wal.metadata(key)));
      if (own != null && !(own.isPresent() && Arrays.equals(own.get(), value))) {
        world.fail(
            "I30",
            -1,
            "the log of node " + node + " has lost the metadata " + key + ", or changed it");
      }
    });
  }

  private static boolean same(EntryRecord a, EntryRecord b) {
    return a.index() == b.index() && a.term() == b.term() && Arrays.equals(a.bytes(), b.bytes());
  }

  private void differs(int partition, long index, Object durable, Object read) {
    world.fail(
        "I31",
        partition,
        "the log of node " + node + " reads " + read + " at index " + index + ", where " + durable
            + " is durable");
  }

  private static <T> T given(T result) {
    return Objects.requireNonNull(result, "it returned null");
  }

  /** Null if the call failed; the run ends then. */
  private <T> T call(String what, Call<T> call) {
    StartedThreads threads = new StartedThreads();
    T result = null;
    try {
      result = call.make();
    } catch (WalException | RuntimeException e) {
      world.fail(
          "U3",
          -1,
          "the log of node " + node + " failed at " + what + ", though its files did not: " + e);
    }
    threads.failIfAny(world, "the log of node " + node, what);
    return result;
  }
}
