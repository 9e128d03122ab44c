package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A second trace of what was acknowledged: a small file with RocksDB's sequence number after the
 * last batch that was. A log whose end is cut off or blank looks like one whose last batch was
 * never finished; the mark tells them apart.
 *
 * <p>It is written after each batch and not synced, which costs next to nothing, and it can only be
 * too low: after a kill it is exact, after a power cut it is as old as the operating system left
 * it, usually some seconds. It is synced by open and close.
 */
final class AcknowledgedMark implements AutoCloseable {
  static final String NAME = "ACKNOWLEDGED";

  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  private AcknowledgedMark(FileChannel channel) {
    this.channel = channel;
  }

  /** Compares the mark with what was found, and takes it over. */
  static AcknowledgedMark open(Path directory, long found) throws IOException, WalException {
    Path file = directory.resolve(NAME);
    boolean created = !Files.exists(file);
    FileChannel channel = FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    AcknowledgedMark mark = new AcknowledgedMark(channel);
    try {
      mark.check(file, found);
      mark.set(found);
      mark.force();
      if (created) {
        Directories.force(directory);
      }
      return mark;
    } catch (IOException | WalException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void check(Path file, long found) throws IOException, WalException {
    if (channel.size() < BYTES) {
      return; // A crash while the store was created.
    }
    int read;
    do {
      read = channel.read(buffer, buffer.position());
    } while (buffer.hasRemaining() && read >= 0);
    long acknowledged = buffer.flip().getLong();
    if (buffer.getInt() != checksum(acknowledged)) {
      throw new WalException(Kind.CORRUPT, file + " has a wrong checksum");
    }
    if (found < acknowledged) {
      throw new WalException(
          Kind.CORRUPT,
          file + " says that writes up to number " + acknowledged
              + " were acknowledged, but the last one that is" + " there is number " + found
              + ": the end of the log is lost");
    }
  }

  void set(long sequence) throws IOException {
    buffer.clear().putLong(sequence).putInt(checksum(sequence)).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer, buffer.position());
    }
  }

  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static int checksum(long sequence) {
    return Checksums.of(
        new byte[0], ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
  }
}
