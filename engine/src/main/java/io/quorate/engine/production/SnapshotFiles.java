package io.quorate.engine.production;

import io.quorate.engine.storage.SnapshotStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Snapshots as files: a directory for each partition, and in it a file for each snapshot, which
 * holds its bytes and nothing else; {@link SnapshotNames} has the names. One process at a time may
 * have the directory, which its owner has to see to.
 *
 * <p>A snapshot gets its name when all of its bytes are durable, and is listed when the name is,
 * too: what is listed survives a power cut. A file that has another length than its name says has
 * been damaged from outside. It counts as not there, so that the node gets the snapshot anew, and
 * stays where it is until then, for whoever looks for the reason. Damage that keeps the length is
 * not looked for here: readers have the checksum.
 *
 * <p>A writer loses its file when another begins the same snapshot, and at {@link #close}; its
 * calls fail from then on. {@link #receive} takes the file also from receivers of other snapshots
 * of the partition, but not from whoever writes an own one. What a crash has left of own ones goes
 * with the next writer of the partition. Readers are not closed with the store.
 */
public final class SnapshotFiles implements SnapshotStore {
  /**
   * How much is read or written at once: the JDK keeps a buffer outside of the heap for each
   * thread, as large as the largest piece.
   */
  static final int PIECE_BYTES = 1 << 18;

  private final Path directory;

  /** The unfinished files that somebody writes. */
  private final SortedMap<Path, SnapshotFileWriter> writers = new TreeMap<>();

  /**
   * The partitions all of whose names this process has made durable. An earlier process may have
   * given names, and ended before it made them so.
   */
  private final SortedSet<Integer> durable = new TreeSet<>();

  private boolean closed;

  /**
   * Names the directory. It is created by the first writer.
   *
   * @param directory any path
   */
  public SnapshotFiles(Path directory) {
    this.directory = directory;
  }

  private SnapshotDirectory of(int partition) {
    return new SnapshotDirectory(directory.resolve(Integer.toString(partition)), partition);
  }

  @Override
  public synchronized List<SnapshotId> list(int partition) throws IOException {
    List<SnapshotId> found = of(partition).complete();
    if (!found.isEmpty() && !durable.contains(partition)) {
      force(partition);
    }
    return found;
  }

  @Override
  public synchronized Writer create(int partition, long index, long term) throws IOException {
    SnapshotId begun = new SnapshotId(partition, index, term, 0, 0);
    SnapshotDirectory files = prepared(partition);
    for (Path file : files.files()) {
      OptionalLong own = SnapshotNames.writingIndex(SnapshotDirectory.name(file));
      if (own.isPresent() && (own.getAsLong() == index || !writers.containsKey(file))) {
        discard(file);
      }
    }
    Path file = files.writing(index, term);
    FileChannel channel =
        SnapshotDirectory.begin(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    return registered(SnapshotFileWriter.own(this, file, channel, begun));
  }

  @Override
  public Writer receive(SnapshotId id) throws IOException {
    SnapshotFileWriter writer = beginReceiving(id);
    boolean resumed = false;
    try {
      // May take long: not under the lock.
      writer.resume();
      resumed = true;
      return writer;
    } finally {
      if (!resumed) {
        // What cannot be read again must not be in the way of the next attempt.
        writer.abandon();
      }
    }
  }

  private synchronized SnapshotFileWriter beginReceiving(SnapshotId id) throws IOException {
    SnapshotDirectory files = prepared(id.partition());
    Path file = files.receiving(id);
    for (Path other : files.files()) {
      String name = SnapshotDirectory.name(other);
      boolean outdated = SnapshotNames.isReceiving(id.partition(), name)
          ? !other.equals(file)
          : SnapshotNames.writingIndex(name).isPresent() && !writers.containsKey(other);
      if (outdated) {
        discard(other);
      }
    }
    takeFromWriter(file);
    FileChannel channel = SnapshotDirectory.begin(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    return registered(SnapshotFileWriter.receiving(this, file, channel, id));
  }

  private SnapshotDirectory prepared(int partition) throws IOException {
    if (closed) {
      throw new IOException("no snapshot can be begun in " + directory + ": it has been closed");
    }
    SnapshotDirectory files = of(partition);
    files.create();
    return files;
  }

  private SnapshotFileWriter registered(SnapshotFileWriter writer) {
    writers.put(writer.file(), writer);
    return writer;
  }

  private void discard(Path file) throws IOException {
    takeFromWriter(file);
    SnapshotDirectory.delete(file);
  }

  private void takeFromWriter(Path file) {
    SnapshotFileWriter writer = writers.remove(file);
    if (writer != null) {
      writer.takeAway(closed ? "the store has been closed" : "a later writer has taken its place");
    }
  }

  @Override
  public Optional<Reader> open(SnapshotId id) throws IOException {
    return of(id.partition()).read(id).map(reader -> reader);
  }

  @Override
  public void remove(SnapshotId id) throws IOException {
    // Not made durable: one that comes back is as good as it was.
    SnapshotDirectory.delete(of(id.partition()).complete(id));
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (SnapshotFileWriter writer : List.copyOf(writers.values())) {
      takeFromWriter(writer.file());
      if (!writer.isResumable()) {
        SnapshotDirectory.deleteOrLeave(writer.file());
      }
    }
  }

  /**
   * Gives a finished file its name. The lock is held until the name is durable, so that nobody
   * lists a snapshot that a power cut can undo.
   */
  synchronized void publish(SnapshotFileWriter writer, SnapshotId id) throws IOException {
    writer.requireOpen();
    SnapshotDirectory files = of(id.partition());
    Path file = files.complete(id);
    boolean replaces = files.isComplete(id);
    Files.move(
        writer.file(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    writers.remove(writer.file());
    boolean named = false;
    try {
      force(id.partition());
      named = true;
    } finally {
      // Where the same snapshot was before, it was promised, and either file keeps the promise.
      if (!named && !replaces) {
        SnapshotDirectory.deleteOrLeave(file);
      }
    }
  }

  private void force(int partition) throws IOException {
    // Out of the set first: after a failure nothing is known.
    boolean before = durable.remove(partition);
    of(partition).force(!before);
    durable.add(partition);
  }

  /** A writer's file goes, if it still is the writer's. */
  synchronized void drop(SnapshotFileWriter writer) {
    if (writers.remove(writer.file(), writer)) {
      SnapshotDirectory.deleteOrLeave(writer.file());
    }
  }

  /** A writer's file stays for a later writer. */
  synchronized void release(SnapshotFileWriter writer) {
    writers.remove(writer.file(), writer);
  }
}
