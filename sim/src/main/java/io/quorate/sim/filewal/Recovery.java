package io.quorate.sim.filewal;

import io.quorate.sim.file.FileStore;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Opens what is on the disk. Everything up to the batch that the manifest notes was acknowledged:
 * damage there is an error. What comes behind, in the last segment, was promised to nobody: a batch
 * that is whole is adopted, and the first that is not is cut off with all behind it.
 */
final class Recovery {
  private final FileStore store;
  private final LogIndex index = new LogIndex();
  private final NavigableMap<Long, Segment> segments = new TreeMap<>();
  private Manifest manifest;

  /** The last batch that was read. */
  private long sequence;

  /** Batches in the last segment that nobody had acknowledged, and where the first of them is. */
  private final List<List<LogRecord>> adopted = new ArrayList<>();

  private long adoptedAt;

  /** Where whole batches end in the segment that was read last. */
  private long validEnd;

  private boolean cut;

  /** Numbers of segments that the manifest does not name any more. */
  private final List<Long> leftovers = new ArrayList<>();

  private Recovery(FileStore store) {
    this.store = store;
  }

  /**
   * Opens, and makes durable all that the log will report.
   *
   * @param format the newest that is known
   */
  static Recovery run(FileStore store, long format) throws IOException, WalException {
    Recovery recovery = new Recovery(store);
    try {
      recovery.openFiles(format);
      recovery.replay();
      recovery.makeDurable();
      return recovery;
    } catch (IOException | WalException | RuntimeException e) {
      recovery.close();
      throw e;
    }
  }

  LogIndex index() {
    return index;
  }

  NavigableMap<Long, Segment> segments() {
    return segments;
  }

  Manifest manifest() {
    return manifest;
  }

  /** Whether something torn was cut off. */
  boolean hadTornTail() {
    return cut;
  }

  long lastSequence() {
    return sequence;
  }

  private void openFiles(long format) throws IOException, WalException {
    List<Long> numbers = new ArrayList<>();
    boolean known = false;
    for (String name : store.list()) {
      if (name.endsWith(Segment.TEMPORARY)) {
        store.delete(name);
      } else if (Segment.isName(name)) {
        numbers.add(Segment.number(name));
      } else if (name.equals(Manifest.NAME)) {
        known = true;
      }
    }
    if (!known && !numbers.isEmpty()) {
      throw corrupt(Manifest.NAME + " is missing, but there are segments");
    }
    manifest = known ? Manifest.open(store, format) : Manifest.create(store, format);
    numbers.sort(null);
    for (long number : numbers) {
      if (number < manifest.firstSegment()) {
        // Removed, but the power failed before the directory was synced.
        leftovers.add(number);
      } else {
        long expected = segments.isEmpty() ? manifest.firstSegment() : segments.lastKey() + 1;
        if (number != expected) {
          throw corrupt(
              Segment.name(expected) + " is missing, but " + Segment.name(number) + " is there");
        }
        segments.put(number, Segment.open(store, number));
      }
    }
    if (segments.isEmpty() && (manifest.acknowledged() > 0 || manifest.firstSegment() > 1)) {
      throw corrupt(Segment.name(manifest.firstSegment()) + " is missing");
    }
  }

  private void replay() throws IOException, WalException {
    for (Segment segment : segments.values()) {
      if (segment.number() == segments.firstKey()) {
        sequence = segment.firstSequence() - 1;
      }
      if (segment.firstSequence() != sequence + 1) {
        throw corrupt(Segment.name(segment.number()) + " begins with batch "
            + segment.firstSequence() + ", but batch " + (sequence + 1) + " is next");
      }
      replay(segment);
    }
    if (sequence < manifest.acknowledged()) {
      throw corrupt("the log ends with batch " + sequence + ", in "
          + (segments.isEmpty() ? "no file" : Segment.name(segments.lastKey()) + " at " + validEnd)
          + ", but batch " + manifest.acknowledged() + " was acknowledged: its end is lost");
    }
    for (String problem : index.problems()) {
      throw corrupt(problem);
    }
  }

  private void replay(Segment segment) throws IOException, WalException {
    boolean last = segment.number() == segments.lastKey();
    validEnd = Segment.HEADER_BYTES;
    while (validEnd < segment.end()) {
      try {
        replayBatch(segment);
      } catch (DamagedRecordException e) {
        if (!last || sequence < manifest.acknowledged()) {
          throw new WalException(
              Kind.CORRUPT,
              store + ": batch " + (sequence + 1) + ", in " + Segment.name(segment.number())
                  + " from " + validEnd + ": " + e.getMessage(),
              e);
        }
        cut = true;
        return;
      }
    }
  }

  /** Reads a whole batch, and only then carries it out. */
  private void replayBatch(Segment segment)
      throws IOException, WalException, DamagedRecordException {
    List<LogRecord> records = new ArrayList<>();
    List<Location> locations = new ArrayList<>();
    List<Integer> checksums = new ArrayList<>();
    long at = validEnd;
    while (true) {
      LogRecord record = read(segment, at);
      if (record.sequence() != sequence + 1) {
        throw new DamagedRecordException("at " + at + " there is " + record);
      }
      locations.add(new Location(segment.number(), at, record.bytes()));
      at += record.bytes();
      if (record.type() == LogRecord.Type.COMMIT) {
        if (!record.commits(checksums)) {
          throw new DamagedRecordException("its commit record does not fit its records");
        }
        break;
      }
      checksums.add(record.checksum(segment.salt(), at - record.bytes()));
      records.add(record);
    }
    if (segment.number() == segments.lastKey() && sequence >= manifest.acknowledged()) {
      adoptedAt = adopted.isEmpty() ? validEnd : adoptedAt;
      adopted.add(records);
    }
    for (int i = 0; i < records.size(); i++) {
      index.apply(records.get(i), locations.get(i));
    }
    sequence++;
    validEnd = at;
  }

  private static LogRecord read(Segment segment, long at)
      throws IOException, DamagedRecordException {
    try {
      return segment.read(at);
    } catch (DamagedRecordException e) {
      throw new DamagedRecordException("at " + at + ": " + e.getMessage());
    }
  }

  private void makeDurable() throws IOException, WalException {
    if (!segments.isEmpty()) {
      Segment last = segments.lastEntry().getValue();
      if (cut) {
        last.cut(validEnd);
      }
      if (!adopted.isEmpty()) {
        writeAnew(last);
      }
      // Also where nothing was cut: an earlier opening may have cut, and failed before this point,
      // and an end that comes back once records follow in the next segment is damage.
      last.sync();
    }
    // Names as well: what a crashed process created may not be durable under its name yet.
    store.syncDirectory();
    manifest.set(sequence, manifest.firstSegment());
    // Not before: a manifest that was read from the cache may still be lost.
    for (long number : leftovers) {
      store.delete(Segment.name(number));
    }
    beginSegment();
  }

  /**
   * Nothing is added to a segment of an earlier process: what that one left behind the end, on the
   * disk or in somebody's cache, would be records of the same file.
   */
  private void beginSegment() throws IOException, WalException {
    long next = manifest.firstSegment();
    if (!segments.isEmpty()) {
      Segment last = segments.lastEntry().getValue();
      boolean empty = last.firstSequence() == sequence + 1;
      next = empty ? last.number() : last.number() + 1;
      if (empty) {
        last.close();
      }
    }
    segments.put(next, Segment.create(store, next, sequence + 1, manifest.generation()));
  }

  /**
   * The cache has these batches; whether the disk has them, nobody knows. A sync alone would not
   * tell: after one that failed their pages count as clean.
   */
  private void writeAnew(Segment segment) throws IOException {
    segment.rewind(adoptedAt);
    long number = sequence - adopted.size();
    for (List<LogRecord> batch : adopted) {
      number++;
      segment.append(number, batch);
    }
  }

  private WalException corrupt(String what) {
    return new WalException(Kind.CORRUPT, store + ": " + what);
  }

  private void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.close();
    }
    if (manifest != null) {
      manifest.close();
    }
  }
}
