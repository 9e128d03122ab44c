package io.quorate.sim.device;

import io.quorate.engine.storage.SnapshotStore;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * One process's access to the snapshots on its disk. Each call is done at once: a crash falls
 * between the tasks of a lane, never into one, so that what a call has made durable is there.
 */
public final class SimSnapshots implements SnapshotStore {
  /** Whoever is outrun by newer ones gets none at all. */
  private static final int MOST_BEGUN = 6;

  private final World world;
  private final SimProcess process;
  private final SimDisk disk;
  private final BiConsumer<Integer, TriggerPoint> moments;

  /**
   * Of each partition: those that were begun to be fetched, without faults, since one was whole.
   */
  private final Map<Integer, Set<SnapshotId>> begun = new TreeMap<>();

  /**
   * Opens the disk's snapshots for a process.
   *
   * @param world the time
   * @param process whose
   * @param disk the disk
   * @param moments hears, with the partition, of moments at which a fault may wait
   */
  public SimSnapshots(
      World world, SimProcess process, SimDisk disk, BiConsumer<Integer, TriggerPoint> moments) {
    this.world = world;
    this.process = process;
    this.disk = disk;
    this.moments = moments;
  }

  private SnapshotShelf shelf() throws IOException {
    if (process.dead()) {
      throw new IOException("the process is dead");
    }
    return disk.snapshots();
  }

  private void room() throws IOException {
    if (disk.full() != SimDisk.Full.NOT) {
      throw new IOException("no space is left");
    }
  }

  @Override
  public List<SnapshotId> list(int partition) {
    return disk.snapshots().of(partition);
  }

  @Override
  public Writer create(int partition, long index, long term) throws IOException {
    shelf();
    return new Own(partition, index, term);
  }

  @Override
  public Writer receive(SnapshotId id) throws IOException {
    SnapshotShelf shelf = shelf();
    Set<SnapshotId> vain = begun.computeIfAbsent(id.partition(), p -> new HashSet<>());
    if (disk.healed() && vain.add(id) && vain.size() > MOST_BEGUN) {
      world.fail(
          "L8",
          id.partition(),
          "node " + process.node() + " has begun to fetch " + vain.size()
              + " snapshots, the last one up to " + id.index() + ", and got none of them whole");
    }
    shelf
        .unfinished
        .keySet()
        .removeIf(other -> other.partition() == id.partition() && !other.equals(id));
    ByteArrayOutputStream bytes =
        shelf.unfinished.computeIfAbsent(id, i -> new ByteArrayOutputStream());
    if (bytes.size() > 0) {
      world.count(Mark.SNAPSHOTS_RESUMED);
    }
    return new Received(id, bytes);
  }

  @Override
  public Optional<Reader> open(SnapshotId id) throws IOException {
    byte[] bytes = shelf().complete.get(id);
    return bytes == null ? Optional.empty() : Optional.of(new Bytes(bytes));
  }

  @Override
  public void remove(SnapshotId id) throws IOException {
    shelf().complete.remove(id);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private abstract class Buffered implements Writer {
    final ByteArrayOutputStream bytes;

    Buffered(ByteArrayOutputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public long position() {
      return bytes.size();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      room();
      bytes.write(source, offset, length);
    }

    @Override
    public void close() {
      // What is there of a received one stays for a later process.
    }
  }

  private final class Own extends Buffered {
    private final int partition;
    private final long index;
    private final long term;

    Own(int partition, long index, long term) {
      super(new ByteArrayOutputStream());
      this.partition = partition;
      this.index = index;
      this.term = term;
    }

    @Override
    public SnapshotId commit() throws IOException {
      room();
      byte[] all = bytes.toByteArray();
      SnapshotId id = new SnapshotId(partition, index, term, all.length, checksum(all));
      shelf().complete.put(id, all);
      return id;
    }

    @Override
    public void abandon() {
      bytes.reset();
    }
  }

  private final class Received extends Buffered {
    private final SnapshotId id;

    Received(SnapshotId id, ByteArrayOutputStream bytes) {
      super(bytes);
      this.id = id;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      shelf();
      super.write(source, offset, length);
      moments.accept(id.partition(), TriggerPoint.SNAPSHOT_PIECE);
    }

    @Override
    public SnapshotId commit() throws IOException {
      SnapshotShelf shelf = shelf();
      shelf.unfinished.remove(id);
      byte[] all = bytes.toByteArray();
      if (all.length != id.length() || checksum(all) != id.checksum()) {
        throw new IOException("the snapshot has not become what its id says");
      }
      shelf.complete.put(id, all);
      begun.remove(id.partition());
      moments.accept(id.partition(), TriggerPoint.SNAPSHOT_FETCHED);
      return id;
    }

    @Override
    public void abandon() {
      disk.snapshots().unfinished.remove(id);
      begun.remove(id.partition());
    }
  }

  private record Bytes(byte[] bytes) implements Reader {
    @Override
    public byte[] read(long position, int maxBytes) {
      int from = (int) Math.min(position, bytes.length);
      return Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, from + (long) maxBytes));
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
