package io.quorate.engine.node;

import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.SnapshotCodec;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.SnapshotStore.Reader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** Reads a stored snapshot from its beginning to its end. Blocking. */
final class SnapshotFile extends InputStream {
  private static final int BUFFER_BYTES = 256 << 10;

  private final Reader reader;
  private byte[] buffer = {};
  private int at;
  private long position;

  private SnapshotFile(Reader reader) {
    this.reader = reader;
  }

  /** What is done with a snapshot that is open and known to be sound. */
  interface Use {
    /** The stream stands behind the header. */
    void take(SnapshotHeader header, InputStream state) throws Exception;
  }

  /** Reads the header once the whole is verified. */
  static SnapshotHeader verifiedHeader(SnapshotStore store, SnapshotId id)
      throws IOException, MalformedRecordException {
    verify(store, id);
    return header(store, id);
  }

  /** Reads the header alone, and believes it. */
  static SnapshotHeader header(SnapshotStore store, SnapshotId id)
      throws IOException, MalformedRecordException {
    try (SnapshotFile file = open(store, id)) {
      return checked(id, SnapshotCodec.decode(file));
    }
  }

  /**
   * Verifies the whole, and only then has it used.
   *
   * @throws MalformedRecordException if it is damaged
   * @throws Exception what the use throws
   */
  static void use(SnapshotStore store, SnapshotId id, Use use) throws Exception {
    verify(store, id);
    try (SnapshotFile file = open(store, id)) {
      use.take(checked(id, SnapshotCodec.decode(file)), file);
    }
  }

  private static void verify(SnapshotStore store, SnapshotId id)
      throws IOException, MalformedRecordException {
    CRC32C crc = new CRC32C();
    try (SnapshotFile file = open(store, id)) {
      while (file.fill()) {
        crc.update(file.buffer);
      }
      if (file.position != id.length() || (int) crc.getValue() != id.checksum()) {
        throw new MalformedRecordException(String.format(
            "the snapshot up to entry %d of partition %d is damaged: it has %d bytes with the"
                + " checksum %08x, and should have %d with %08x",
            id.index(),
            id.partition(),
            file.position,
            (int) crc.getValue(),
            id.length(),
            id.checksum()));
      }
    }
  }

  private static SnapshotHeader checked(SnapshotId id, SnapshotHeader header)
      throws MalformedRecordException {
    if (header.partition() != id.partition()
        || header.index() != id.index()
        || header.core().boundary().term() != id.term()) {
      throw new MalformedRecordException("a snapshot that is kept as " + id + " says that it is "
          + header.core().boundary() + " of partition " + header.partition());
    }
    return header;
  }

  private static SnapshotFile open(SnapshotStore store, SnapshotId id) throws IOException {
    return new SnapshotFile(store
        .open(id)
        .orElseThrow(() -> new SnapshotLostException("the snapshot " + id + " is gone")));
  }

  /** Whether there are more bytes; they are in the buffer then. */
  private boolean fill() throws IOException {
    buffer = reader.read(position, BUFFER_BYTES);
    at = 0;
    position += buffer.length;
    return buffer.length > 0;
  }

  @Override
  public int read() throws IOException {
    return at < buffer.length || fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == buffer.length && !fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.length - at);
    System.arraycopy(buffer, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() {
    reader.close();
  }
}
