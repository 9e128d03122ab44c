package io.quorate.sim.filewal;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.StoreFile;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of the log: a header (number, first sequence number, salt, checksum), and records. The
 * salt is another one for each file that is made, whatever its number, and part of the place that
 * the records' checksums cover: what an earlier file left on the disk is no record of this one.
 */
final class Segment implements Closeable {
  static final int HEADER_BYTES = 40;
  static final String TEMPORARY = ".new";

  private static final String PREFIX = "segment-";
  private static final long MAGIC = 0x71756f726174656cL;
  private static final int CHUNK_BYTES = 1 << 20;

  private final StoreFile file;
  private final long number;
  private final long firstSequence;
  private final long salt;
  private long end;

  private Segment(StoreFile file, long number, long firstSequence, long salt, long end) {
    this.file = file;
    this.number = number;
    this.firstSequence = firstSequence;
    this.salt = salt;
    this.end = end;
  }

  static String name(long number) {
    return PREFIX + number;
  }

  static boolean isName(String name) {
    return name.matches(PREFIX + "[0-9]{1,18}");
  }

  static long number(String name) {
    return Long.parseLong(name.substring(PREFIX.length()));
  }

  /** Makes a segment that is there, whole, after any loss of power; it may replace an empty one. */
  static Segment create(FileStore store, long number, long firstSequence, long salt)
      throws IOException, WalException {
    String temporary = name(number) + TEMPORARY;
    try (StoreFile file = store.create(temporary)) {
      file.writeFully(header(number, firstSequence, salt), 0);
      file.sync();
    }
    store.rename(temporary, name(number));
    store.syncDirectory();
    return open(store, number);
  }

  private static ByteBuffer header(long number, long firstSequence, long salt) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
        .putLong(MAGIC)
        .putLong(number)
        .putLong(firstSequence)
        .putLong(salt);
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().flip());
    return header.putLong(crc.getValue()).flip();
  }

  static Segment open(FileStore store, long number) throws IOException, WalException {
    StoreFile file = store.open(name(number));
    try {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      boolean whole = file.readFully(header, 0);
      long firstSequence = header.getLong(2 * Long.BYTES);
      long salt = header.getLong(3 * Long.BYTES);
      if (!whole || !header.flip().equals(header(number, firstSequence, salt))) {
        throw new WalException(
            Kind.CORRUPT, store + ": the header of " + name(number) + ", at 0, is damaged");
      }
      return new Segment(file, number, firstSequence, salt, file.size());
    } catch (IOException | WalException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  long number() {
    return number;
  }

  long firstSequence() {
    return firstSequence;
  }

  /** Where the next record goes. */
  long end() {
    return end;
  }

  /** Part of the place that checksums cover. */
  long salt() {
    return salt;
  }

  /** The record at a place. */
  LogRecord read(long position) throws IOException, DamagedRecordException {
    ByteBuffer header = ByteBuffer.allocate(LogRecord.HEADER_BYTES);
    if (!file.readFully(header, position)) {
      throw new DamagedRecordException("the record is cut off");
    }
    int length = LogRecord.length(header.flip(), end - position)
        .orElseThrow(() -> new DamagedRecordException(
            "the length of the record is wrong, or the record is cut off"));
    ByteBuffer record = ByteBuffer.allocate(length);
    if (!file.readFully(record.put(header), position + LogRecord.HEADER_BYTES)) {
      throw new DamagedRecordException("the record is cut off");
    }
    return LogRecord.read(record.flip(), salt, position);
  }

  /** Adds a batch at the end, not yet durable, and returns where its records are. */
  List<Location> append(long sequence, List<LogRecord> records) throws IOException {
    List<Location> locations = new ArrayList<>(records.size());
    List<Integer> checksums = new ArrayList<>(records.size());
    ByteBuffer chunk = ByteBuffer.allocate(0);
    long chunkAt = end;
    for (int i = 0; i <= records.size(); i++) {
      LogRecord record = i < records.size()
          ? records.get(i).inBatch(sequence)
          : LogRecord.commit(sequence, checksums);
      if (chunk.remaining() < record.bytes()) {
        file.writeFully(chunk.flip(), chunkAt);
        chunkAt = end;
        chunk = ByteBuffer.allocate(Math.max(record.bytes(), chunkBytes(records, i)));
      }
      locations.add(new Location(number, end, record.bytes()));
      checksums.add(record.write(chunk, salt, end));
      end += record.bytes();
    }
    file.writeFully(chunk.flip(), chunkAt);
    return locations;
  }

  /** As much as is left to write, but not too much at once. */
  private static int chunkBytes(List<LogRecord> records, int from) {
    long bytes = LogRecord.HEADER_BYTES;
    for (int i = from; i < records.size() && bytes < CHUNK_BYTES; i++) {
      bytes += records.get(i).bytes();
    }
    return (int) Math.min(bytes, CHUNK_BYTES);
  }

  void sync() throws IOException {
    file.sync();
  }

  /** Cuts what is behind a place; not durable before the next sync. */
  void cut(long position) throws IOException {
    file.truncate(position);
    end = position;
  }

  /** Forgets, without a change to the file, what is behind a place, so that it is written anew. */
  void rewind(long position) {
    end = position;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
