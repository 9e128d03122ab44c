package com.example.wal;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * One file, and in memory what it comes to. The file is a header and then records, each a batch:
 *
 * <pre>
 * header  int magic, int format
 * record  int length, int checksum of the body, int checksum of these two, body
 * body    int partitions, each: int id, byte flags, and unless it is dropped
 *           long term and int vote (0: none) if it has a hard state,
 *           long boundary index, long boundary term, long keep-through,
 *           int entries, each: long term, int length, int checksum, bytes
 *         int metadata, each: int length, key, int length, value
 * </pre>
 *
 * <p>A batch is one record with one checksum, so that all of it is there or nothing, over all
 * partitions. Not safe for several threads, but for {@link #entry}.
 */
final class LogFile implements AutoCloseable {
  static final int FORMAT = 1;
  static final int HEADER_BYTES = 8;

  private static final int MAGIC = 0x5157464c;
  private static final int RECORD_HEADER_BYTES = 12;
  private static final int DROPPED = 1;
  private static final int HARD_STATE = 2;
  private static final int ENTRY_HEADER_BYTES = 16;

  /** Where an entry's bytes are. */
  record Entry(long term, long position, int length, int checksum) {}

  /** One partition. */
  static final class Log {
    final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private Optional<HardState> hardState = Optional.empty();
    private LogBoundary boundary = LogBoundary.START;

    PartitionState state() {
      Map.Entry<Long, Entry> last = entries.lastEntry();
      return last == null
          ? new PartitionState(hardState, boundary, boundary.index(), boundary.term())
          : new PartitionState(
              hardState, boundary, last.getKey(), last.getValue().term());
    }
  }

  final SortedMap<Integer, Log> logs = new TreeMap<>();
  final SortedMap<String, byte[]> metadata = new TreeMap<>();
  private final Path path;
  private final FileChannel channel;
  private long end = HEADER_BYTES;
  private long live;

  private LogFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** A file without records. It is written under one name, and will be known by another. */
  static LogFile create(Path writtenAs, Path path) throws IOException {
    LogFile file = new LogFile(
        path,
        FileChannel.open(
            writtenAs,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
    file.write(ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(FORMAT).flip(), 0);
    return file;
  }

  static LogFile open(Path path) throws IOException, WalException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      LogFile file = new LogFile(path, channel);
      file.replay();
      return file;
    } catch (IOException | WalException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void replay() throws IOException, WalException {
    long size = channel.size();
    ByteBuffer header = read(0, HEADER_BYTES);
    if (header.getInt() != MAGIC) {
      throw new WalException(Kind.CORRUPT, path + " does not begin as a log does");
    }
    int format = header.getInt();
    if (format > FORMAT) {
      throw new WalException(
          Kind.NEWER_FORMAT,
          path + " has format " + format + "; this version reads up to " + FORMAT);
    }
    while (size - end >= RECORD_HEADER_BYTES) {
      ByteBuffer record = read(end, RECORD_HEADER_BYTES);
      int length = record.getInt();
      int checksum = record.getInt();
      if (record.getInt() != checksum(record.slice(0, 8))) {
        if (isBlank(end, size)) {
          break; // the size was written, but nothing else: a torn tail
        }
        throw corrupt("the header of a record is damaged");
      }
      if (size - end - RECORD_HEADER_BYTES < length) {
        break; // cut off within an append: a torn tail
      }
      ByteBuffer body = read(end + RECORD_HEADER_BYTES, length);
      if (checksum(body.duplicate()) != checksum) {
        throw corrupt("the checksum of a record is wrong");
      }
      apply(body);
    }
    channel.truncate(end);
    channel.force(true); // WAL-D2: a tail that only the page cache has must not be reported
  }

  private boolean isBlank(long from, long to) throws IOException, WalException {
    for (long at = from; at < to; at += 1 << 16) {
      ByteBuffer part = read(at, (int) Math.min(1 << 16, to - at));
      while (part.hasRemaining()) {
        if (part.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private WalException corrupt(String what) {
    return new WalException(Kind.CORRUPT, path + ", at byte " + end + ": " + what);
  }

  static byte[] encode(
      SortedMap<Integer, PartitionChange> changes, SortedMap<String, byte[]> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(changes.size());
    for (Map.Entry<Integer, PartitionChange> change : changes.entrySet()) {
      encode(out, change.getKey(), change.getValue());
    }
    out.writeInt(metadata.size());
    for (Map.Entry<String, byte[]> pair : metadata.entrySet()) {
      byte[] key = pair.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(key.length);
      out.write(key);
      out.writeInt(pair.getValue().length);
      out.write(pair.getValue());
    }
    return bytes.toByteArray();
  }

  private static void encode(DataOutputStream out, int partition, PartitionChange change)
      throws IOException {
    Optional<HardState> hardState = change.after().hardState();
    out.writeInt(partition);
    out.writeByte(change.dropped() ? DROPPED : hardState.isPresent() ? HARD_STATE : 0);
    if (change.dropped()) {
      return;
    }
    if (hardState.isPresent()) {
      out.writeLong(hardState.get().term());
      out.writeInt(hardState.get().vote().orElse(0));
    }
    out.writeLong(change.after().boundary().index());
    out.writeLong(change.after().boundary().term());
    out.writeLong(change.keepThrough());
    out.writeInt(change.entries().size());
    for (EntryRecord entry : change.entries()) {
      out.writeLong(entry.term());
      out.writeInt(entry.bytes().length);
      out.writeInt(checksum(partition, entry.index(), entry.term(), entry.bytes()));
      out.write(entry.bytes());
    }
  }

  // #region append
  /** Writes a record behind the last one. It counts once {@link #apply} has seen it. */
  void write(byte[] body) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_BYTES)
        .putInt(body.length)
        .putInt(checksum(ByteBuffer.wrap(body)));
    header.putInt(checksum(header.duplicate().flip())).flip();
    write(header, end);
    write(ByteBuffer.wrap(body), end + RECORD_HEADER_BYTES);
  }

  /** Carries a record out, be it just written or found again. */
  void apply(ByteBuffer body) {
    long start = end + RECORD_HEADER_BYTES;
    for (int left = body.getInt(); left > 0; left--) {
      apply(body.getInt(), body.get(), body, start);
    }
    for (int left = body.getInt(); left > 0; left--) {
      String key = new String(bytes(body), StandardCharsets.UTF_8);
      byte[] value = bytes(body);
      if (value.length == 0) {
        metadata.remove(key);
      } else {
        metadata.put(key, value);
      }
    }
    end = start + body.position();
  }

  private void apply(int partition, int flags, ByteBuffer body, long start) {
    if (flags == DROPPED) {
      Log dropped = logs.remove(partition);
      if (dropped != null) {
        remove(dropped.entries);
      }
      return;
    }
    Log log = logs.computeIfAbsent(partition, id -> new Log());
    log.hardState = flags == HARD_STATE ? Optional.of(hardState(body)) : Optional.empty();
    log.boundary = new LogBoundary(body.getLong(), body.getLong());
    long index = body.getLong();
    remove(log.entries.tailMap(index, false));
    remove(log.entries.headMap(log.boundary.index(), true));
    for (int left = body.getInt(); left > 0; left--) {
      long term = body.getLong();
      int length = body.getInt();
      int checksum = body.getInt();
      log.entries.put(++index, new Entry(term, start + body.position(), length, checksum));
      live += ENTRY_HEADER_BYTES + length;
      body.position(body.position() + length);
    }
  }
  // #endregion

  private void remove(Map<Long, Entry> entries) {
    for (Entry entry : entries.values()) {
      live -= ENTRY_HEADER_BYTES + entry.length();
    }
    entries.clear();
  }

  private static HardState hardState(ByteBuffer body) {
    long term = body.getLong();
    int vote = body.getInt();
    return new HardState(term, vote == 0 ? OptionalInt.empty() : OptionalInt.of(vote));
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.getInt()];
    body.get(bytes);
    return bytes;
  }

  // #region entry
  /** Reads an entry, and believes it only if it is the one that was written (WAL-F2). */
  EntryRecord entry(int partition, long index, Entry entry) throws IOException, WalException {
    byte[] bytes = read(entry.position(), entry.length()).array();
    if (checksum(partition, index, entry.term(), bytes) != entry.checksum()) {
      throw new WalException(
          Kind.CORRUPT,
          "partition " + partition + ": entry " + index + ", in " + path + " at byte "
              + entry.position() + ", has a wrong checksum");
    }
    return new EntryRecord(index, entry.term(), bytes);
  }
  // #endregion

  /** How many bytes hold nothing of use, but for states and metadata, which are small. */
  long dead() {
    return end - live;
  }

  long live() {
    return live;
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  private ByteBuffer read(long position, int length) throws IOException, WalException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new WalException(
            Kind.CORRUPT, path + " ends before byte " + (position + length) + ", which it had");
      }
    }
    return target.flip();
  }

  private void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static int checksum(int partition, long index, long term, byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(
        ByteBuffer.allocate(20).putInt(partition).putLong(index).putLong(term).flip());
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
