package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file to which whole commits are written, and synced, before any of their blocks goes to its
 * place: so that a power cut leaves all of a commit or nothing.
 *
 * <p>Each record has a checksum over its content, its place, and the journal's number, so that what
 * an older journal left on the disk is no record here. A journal is written to in one process life
 * only; opening a store begins another one. That is why behind a torn record there never is a whole
 * one.
 */
final class Journal implements Closeable {
  private static final String PREFIX = "journal-";
  private static final long MAGIC = 0x51525468324A4E4CL;

  private static final int FILE_HEADER = 3 * Long.BYTES + Integer.BYTES;

  /** Checksum, length of the content, H2's version. */
  static final int RECORD_HEADER = Integer.BYTES + Integer.BYTES + Long.BYTES;

  /** Takes what a record holds. */
  interface Replay {
    void take(ByteBuffer content) throws WalException;
  }

  private final LogDirectory directory;
  private final long number;
  private final LogFile file;
  private long end = FILE_HEADER;

  private Journal(LogDirectory directory, long number, LogFile file) {
    this.directory = directory;
    this.number = number;
    this.file = file;
  }

  static String name(long number) {
    return PREFIX + number;
  }

  static boolean isJournal(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * Makes an empty journal. Its content is durable; its name is once the directory is synced.
   *
   * @param version what the store has without it
   */
  static Journal create(LogDirectory directory, long number, long version) throws IOException {
    LogFile file = directory.open(name(number));
    try {
      if (file.size() > 0) {
        // What a crash left of an attempt to make it.
        file.truncate(0);
      }
      ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
      header.putLong(MAGIC).putLong(number).putLong(version);
      header.putInt(Checksums.of(header.duplicate().flip(), 0)).flip();
      file.write(header, 0);
      file.sync();
      return new Journal(directory, number, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Whether there is a journal with a record in it, or the beginning of one. */
  static boolean hasRecords(LogDirectory directory, String name) throws IOException {
    try (LogFile file = directory.open(name)) {
      return file.size() > FILE_HEADER;
    }
  }

  /**
   * Reads a journal that exists. A record that was not acknowledged, and is whole, is made durable
   * before anybody hears of it: by writing it anew, because a sync of what is in the operating
   * system's cache only may do nothing after one that failed.
   *
   * @param acknowledged the version that it must lead to at least
   * @return the version that it leads to; what does so is durable
   * @throws WalException CORRUPT if something is damaged, or missing, that was acknowledged
   */
  static long replay(LogDirectory directory, long number, long acknowledged, Replay replay)
      throws IOException, WalException {
    try (Journal journal = new Journal(directory, number, directory.open(name(number)))) {
      long version = journal.readHeader();
      ByteBuffer record = ByteBuffer.allocate(0);
      while (record != null) {
        record = journal.next();
        if (record != null) {
          version = record.getLong(0);
          if (version > acknowledged) {
            journal.writeLastAnew(record.duplicate());
          }
          replay.take(record.position(Long.BYTES));
        }
      }
      if (version < acknowledged) {
        throw journal.corrupt(
            journal.end,
            "a record is damaged or missing: this leads to version " + version + ", and version "
                + acknowledged + " was acknowledged");
      }
      return version;
    }
  }

  private long readHeader() throws IOException, WalException {
    ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
    boolean whole = file.read(header, 0);
    header.flip();
    if (!whole
        || header.getLong() != MAGIC
        || header.getLong() != number
        || header.getInt(FILE_HEADER - Integer.BYTES)
            != Checksums.of(header.duplicate().rewind().limit(FILE_HEADER - Integer.BYTES), 0)) {
      throw corrupt(0, "the header is damaged or missing");
    }
    return header.getLong();
  }

  /** The next record, from its version on; null if there is no whole one. */
  private ByteBuffer next() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER);
    if (!file.read(header, end)) {
      return null;
    }
    int checksum = header.flip().getInt();
    int length = header.getInt();
    if (length < 0 || length > file.size() - end - RECORD_HEADER) {
      return null;
    }
    ByteBuffer record = ByteBuffer.allocate(Long.BYTES + length);
    if (!file.read(record, end + RECORD_HEADER - Long.BYTES)
        || checksum != checksum(record.flip().duplicate())) {
      return null;
    }
    end += RECORD_HEADER + length;
    return record;
  }

  private void writeLastAnew(ByteBuffer record) throws IOException {
    end -= Integer.BYTES + Integer.BYTES + record.remaining();
    ByteBuffer out = ByteBuffer.allocate(RECORD_HEADER - Long.BYTES + record.remaining());
    out.position(RECORD_HEADER - Long.BYTES).put(record).flip();
    append(out.getLong(RECORD_HEADER - Long.BYTES), out);
  }

  /** Over the version and the content. */
  private int checksum(ByteBuffer record) {
    return Checksums.of(record, number, end, record.remaining());
  }

  /**
   * Writes a record, which is durable on return.
   *
   * @param record room for the header, and then the content
   */
  void append(long version, ByteBuffer record) throws IOException {
    ByteBuffer out = record.duplicate();
    out.putLong(RECORD_HEADER - Long.BYTES, version);
    out.putInt(Integer.BYTES, out.remaining() - RECORD_HEADER);
    out.putInt(0, checksum(out.duplicate().position(RECORD_HEADER - Long.BYTES)));
    file.write(out, end);
    file.sync();
    end += record.remaining();
  }

  /** How many bytes it has. */
  long size() {
    return end;
  }

  long number() {
    return number;
  }

  private WalException corrupt(long position, String what) {
    return new WalException(
        Kind.CORRUPT, name(number) + " in " + directory + ", at " + position + ": " + what);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
