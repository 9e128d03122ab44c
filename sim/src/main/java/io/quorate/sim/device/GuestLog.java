package io.quorate.sim.device;

import io.quorate.sim.file.Geometry;
import io.quorate.sim.file.LogOpener;
import io.quorate.sim.file.SimFileSystem;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A log of somebody else's, on simulated files, that is run below a node's disk: it gets every
 * batch at the moment at which that becomes durable, it is killed with its process and loses power
 * with its node, and whatever it says is compared with what the disk has. Its calls take no virtual
 * time.
 */
public final class GuestLog {
  private static final int MOST_BYTES = 1 << 20;

  private final World world;
  private final int node;
  private final LogOpener opener;
  private final GuestCalls calls;
  private final SimRandom random;
  private final SortedSet<String> keys = new TreeSet<>();
  private SimFileSystem files;

  /** Null while there is no process, and once it could not be opened: the run ends then. */
  private Wal wal;

  private boolean closing;

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
    this.calls = new GuestCalls(world, "the log of node " + node);
    this.random = world.streams().stream("disk/" + node + "/guest");
    wipe();
  }

  /** Its disk is replaced by an empty one. */
  void wipe() {
    files = new SimFileSystem(Geometry.COMMON, nanos -> {});
    keys.clear();
    wal = null;
  }

  /** A process opens it. */
  void open(DiskImage durable) {
    closing = false;
    wal = calls.call("open", null, () -> opener.open(files.boot()));
    if (wal != null) {
      compare(durable);
    }
  }

  void append(WalBatch batch) {
    keys.addAll(batch.metadata().keySet());
    if (isOpen()) {
      calls.run("append", () -> wal.append(batch));
    }
  }

  /** The process reads; what is durable must be in the log too, and nothing else. */
  void compareRead(DiskImage durable, int partition, long from, long maxBytes) {
    PartitionState state = durable.state(partition);
    if (from > state.boundary().index() && isOpen()) {
      compareEntries(durable, partition, from, maxBytes);
    }
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
      calls.run("close", wal::close);
    }
    wal = null;
    files.crash();
  }

  void losePower() {
    wal = null;
    files.losePower(random.nextLong());
  }

  /** Nobody writes or reads without a process; but a run that has failed goes on for a moment. */
  private boolean isOpen() {
    if (wal == null && world.violation().isEmpty()) {
      throw new IllegalStateException("the log of node " + node + " is used, but it is not open");
    }
    return wal != null;
  }

  /** All that it has. */
  private void compare(DiskImage durable) {
    SortedSet<Integer> partitions = calls.call("partitions", durable.partitions(), wal::partitions);
    if (!partitions.equals(durable.partitions())) {
      differs("I30", -1, "has the partitions " + partitions, durable.partitions() + " are durable");
    }
    for (int partition : durable.partitions()) {
      PartitionState expected = durable.state(partition);
      PartitionState state = calls.call("state", expected, () -> wal.state(partition));
      if (!state.equals(expected)) {
        differs("I30", partition, "has " + state, expected + " is durable");
      }
      compareTerm(partition, expected.boundary().index(), expected.boundary().term());
      long from = expected.boundary().index() + 1;
      while (from <= expected.lastIndex() && world.violation().isEmpty()) {
        for (EntryRecord entry : compareEntries(durable, partition, from, MOST_BYTES)) {
          compareTerm(partition, entry.index(), entry.term());
          from++;
        }
      }
    }
    for (String key : keys) {
      Optional<byte[]> expected = durable.metadata(key);
      Optional<byte[]> value = calls.call("metadata", expected, () -> wal.metadata(key));
      if (!Arrays.equals(value.orElse(null), expected.orElse(null))) {
        differs(
            "I30",
            -1,
            "has " + words(value) + " for the metadata " + key,
            words(expected) + " is durable");
      }
    }
  }

  private void compareTerm(int partition, long index, long expected) {
    long term = calls.call("term", expected, () -> wal.term(partition, index));
    if (term != expected) {
      differs(
          "I30",
          partition,
          "has term " + term + " at index " + index,
          "term " + expected + " is durable");
    }
  }

  private static String words(Optional<byte[]> value) {
    return value.map(bytes -> bytes.length + " bytes " + Arrays.toString(bytes)).orElse("nothing");
  }

  /** Makes one read of both, and says what the durable entries are. */
  private List<EntryRecord> compareEntries(
      DiskImage durable, int partition, long from, long maxBytes) {
    List<EntryRecord> expected;
    try {
      expected = durable.read(partition, from, maxBytes);
    } catch (WalException e) {
      throw new IllegalStateException("the disk itself cannot be read", e);
    }
    List<EntryRecord> own = calls.call("read", expected, () -> wal.read(partition, from, maxBytes));
    for (int i = 0; i < Math.min(own.size(), expected.size()); i++) {
      if (!same(own.get(i), expected.get(i))) {
        differs(
            "I31",
            partition,
            "reads " + own.get(i) + " at index " + (from + i),
            expected.get(i) + " is durable there");
      }
    }
    if (own.size() != expected.size()) {
      differs(
          "I31",
          partition,
          "reads " + own.size() + " entries from index " + from + " on, up to " + maxBytes
              + " bytes",
          expected.size() + " are durable there");
    }
    return expected;
  }

  private static boolean same(EntryRecord a, EntryRecord b) {
    return a.index() == b.index() && a.term() == b.term() && Arrays.equals(a.bytes(), b.bytes());
  }

  private void differs(String invariant, int partition, String has, String durable) {
    world.fail(invariant, partition, "the log of node " + node + " " + has + ", and " + durable);
  }
}
