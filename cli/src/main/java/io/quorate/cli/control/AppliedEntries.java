package io.quorate.cli.control;

import io.quorate.FrozenState;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.SnapshotStateMachine;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a node has applied, for the {@code applied} command: the newest entries of all partitions,
 * up to a limit. They are the node's whole state, which is what its snapshots hold.
 *
 * <p>Called by several apply lanes, by one at a time for each partition.
 */
public final class AppliedEntries implements SnapshotStateMachine {
  private final long keep;
  private final AtomicLong kept = new AtomicLong();
  private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
  private final Optional<AppliedFiles> files;

  /** Where an entry was delivered. */
  private record Place(long index, int position) implements Comparable<Place> {
    static Place of(LogEntry entry) {
      return new Place(entry.index(), entry.position());
    }

    @Override
    public int compareTo(Place other) {
      return index == other.index
          ? Integer.compare(position, other.position)
          : Long.compare(index, other.index);
    }
  }

  /** One partition's entries, oldest first. */
  private static final class Partition {
    private final NavigableMap<Place, LogEntry> entries = new TreeMap<>();
    private long applied;
    private long dropped;

    private List<LogEntry> copy() {
      return new ArrayList<>(entries.values());
    }
  }

  /**
   * A stretch of entries.
   *
   * @param entries in index order
   * @param dropped the last index that is no longer kept; 0 if everything is
   * @param applied the last applied index
   * @param next where to read on; 0 if nothing is left of what was asked for
   */
  record Page(List<LogEntry> entries, long dropped, long applied, long next) {}

  /**
   * Makes an empty one.
   *
   * @param keep how many entries are kept, over all partitions
   */
  public AppliedEntries(long keep) {
    this(keep, Optional.empty());
  }

  /**
   * Makes one that also keeps its entries itself, in files.
   *
   * @param keep how many entries are kept, over all partitions
   * @param files where, if it does
   */
  public AppliedEntries(long keep, Optional<AppliedFiles> files) {
    this.keep = keep;
    this.files = files;
  }

  private Partition partition(int id) {
    return partitions.computeIfAbsent(id, i -> new Partition());
  }

  @Override
  public Object apply(int partition, LogEntry entry) throws IOException {
    if (files.isPresent() && entry.position() == 0) {
      Partition p = partition(partition);
      synchronized (p) {
        files.get().applied(partition, p.applied, out -> write(p.dropped, p.copy(), out));
      }
    }
    add(partition, entry);
    return null;
  }

  @Override
  public FrozenState freeze(int partition) {
    Partition p = partition(partition);
    synchronized (p) {
      List<LogEntry> entries = p.copy();
      long dropped = p.dropped;
      return out -> write(dropped, entries, out);
    }
  }

  private static void write(long dropped, List<LogEntry> entries, OutputStream stream)
      throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeLong(dropped);
    out.writeInt(entries.size());
    for (LogEntry entry : entries) {
      out.writeLong(entry.index());
      out.writeLong(entry.term());
      out.writeUTF(entry.timestamp().toString());
      out.writeUTF(entry.type());
      out.writeInt(entry.data().length);
      out.write(entry.data());
      out.writeInt(entry.position());
    }
    out.flush();
  }

  @Override
  public void restore(int partition, long index, InputStream in) throws IOException {
    read(partition, index, in);
    if (files.isPresent()) {
      Partition p = partition(partition);
      files.get().keep(partition, index, out -> write(p.dropped, p.copy(), out));
    }
  }

  private void read(int partition, long index, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    Partition p = partition(partition);
    synchronized (p) {
      kept.addAndGet(-p.entries.size());
      p.entries.clear();
      p.dropped = in.readLong();
      p.applied = index;
      for (int left = in.readInt(); left > 0; left--) {
        LogEntry entry = new LogEntry(
            in.readLong(),
            in.readLong(),
            HybridTimestamp.parse(in.readUTF()),
            in.readUTF(),
            in.readNBytes(in.readInt()),
            in.readInt());
        p.entries.put(Place.of(entry), entry);
      }
      kept.addAndGet(p.entries.size());
    }
  }

  @Override
  public OptionalLong durableIndex(int partition) {
    if (files.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      files
          .get()
          .load(
              partition, (index, bytes) -> read(partition, index, new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new IllegalStateException("what was kept cannot be read", e);
    }
    return OptionalLong.of(files.get().keptIndex(partition));
  }

  /**
   * Takes an applied entry.
   *
   * @param partition the partition
   * @param entry the entry
   */
  public void add(int partition, LogEntry entry) {
    Partition p = partition(partition);
    synchronized (p) {
      p.entries.put(Place.of(entry), entry);
      p.applied = entry.index();
      if (kept.incrementAndGet() > keep) {
        p.dropped = p.entries.pollFirstEntry().getKey().index();
        kept.decrementAndGet();
      }
    }
  }

  /**
   * Reads the entries with indexes from {@code from} to {@code to}, at least one if any is there.
   */
  Page read(int partition, long from, long to, int maxEntries, long maxBytes) {
    Partition p = partition(partition);
    synchronized (p) {
      List<LogEntry> entries = new ArrayList<>();
      long bytes = 0;
      for (LogEntry entry : p.entries.tailMap(new Place(from, 0)).values()) {
        if (entry.index() > to) {
          break;
        }
        if (entries.size() == maxEntries || (bytes > 0 && bytes + entry.data().length > maxBytes)) {
          return new Page(entries, p.dropped, p.applied, entry.index());
        }
        entries.add(entry);
        bytes += entry.data().length;
      }
      return new Page(entries, p.dropped, p.applied, 0);
    }
  }
}
