package io.quorate.engine.production;

import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.SnapshotStore.Writer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one unfinished file, and asks the store to name it when it is finished.
 *
 * <p>The store can take the file away at any time: for a later writer of the same snapshot, or
 * because it is closed. Everything that concerns the name is therefore the store's to do, under its
 * lock, for the writer that it knows.
 */
final class SnapshotFileWriter implements Writer {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFileWriter.class);

  private final SnapshotFiles store;
  private final Path file;
  private final FileChannel channel;
  private final int partition;
  private final long index;
  private final long term;

  /** What it has to become; empty for an own snapshot, which becomes what it becomes. */
  private final Optional<SnapshotId> expected;

  private final CRC32C crc = new CRC32C();
  private long position;
  private boolean ended;

  /** Why the store has taken the file away; null while it has not. */
  private volatile String takenAway;

  private SnapshotFileWriter(
      SnapshotFiles store,
      Path file,
      FileChannel channel,
      SnapshotId begun,
      Optional<SnapshotId> expected) {
    this.store = store;
    this.file = file;
    this.channel = channel;
    this.partition = begun.partition();
    this.index = begun.index();
    this.term = begun.term();
    this.expected = expected;
  }

  /** For a snapshot of this node's own; its length and checksum are still to come. */
  static SnapshotFileWriter own(
      SnapshotFiles store, Path file, FileChannel channel, SnapshotId begun) {
    return new SnapshotFileWriter(store, file, channel, begun, Optional.empty());
  }

  /** For one that comes from another node. */
  static SnapshotFileWriter receiving(
      SnapshotFiles store, Path file, FileChannel channel, SnapshotId id) {
    return new SnapshotFileWriter(store, file, channel, id, Optional.of(id));
  }

  Path file() {
    return file;
  }

  /** Whether somebody may go on with it after this writer. */
  boolean isResumable() {
    return expected.isPresent();
  }

  /**
   * Goes on after what is in the file. Whether that is right, nobody knows: a power cut may have
   * left anything in it. The checksum over all of it will tell.
   */
  void resume() throws IOException {
    try {
      long size = channel.size();
      if (expected.isPresent() && size > expected.get().length()) {
        // More than there can be is wrong already now.
        channel.truncate(0);
        size = 0;
      }
      ByteBuffer piece = ByteBuffer.allocate(SnapshotFiles.PIECE_BYTES);
      while (position < size) {
        int read = channel.read(piece.clear(), position);
        if (read < 0) {
          throw new EOFException("it was cut off at " + position + " of " + size + " bytes");
        }
        crc.update(piece.flip());
        position += read;
      }
    } catch (IOException e) {
      throw failed("read again", e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
    int end = source.limit();
    try {
      while (source.position() < end) {
        source.limit(Math.min(end, source.position() + SnapshotFiles.PIECE_BYTES));
        channel.write(source, position + source.position() - offset);
      }
    } catch (IOException e) {
      throw failed("written", e);
    }
    crc.update(bytes, offset, length);
    position += length;
  }

  @Override
  public SnapshotId commit() throws IOException {
    requireOpen();
    SnapshotId id = new SnapshotId(partition, index, term, position, (int) crc.getValue());
    try {
      check(id);
      // The bytes before the name: a power cut must not leave a name without them.
      channel.force(true);
      channel.close();
      store.publish(this, id);
      ended = true;
    } catch (IOException e) {
      throw failed("committed", e);
    } finally {
      abandon(); // nothing, once it has ended
    }
    return id;
  }

  private void check(SnapshotId found) throws IOException {
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new IOException(
          "expected were " + text(expected.get()) + ", but found were " + text(found));
    }
    long size = channel.size();
    if (size != position) {
      throw new IOException("written were " + position + " bytes, but it has " + size);
    }
  }

  private static String text(SnapshotId id) {
    return id.length() + " bytes with checksum " + SnapshotNames.checksum(id.checksum());
  }

  @Override
  public void abandon() {
    if (!ended) {
      ended = true;
      closeFile();
      store.drop(this);
    }
  }

  @Override
  public void close() {
    if (isResumable() && !ended) {
      ended = true;
      closeFile();
      store.release(this);
    } else {
      // Nobody can go on with an own one, whose state is in no file.
      abandon();
    }
  }

  /** The store's word that the file is no longer this writer's. Waits for a call that writes. */
  void takeAway(String reason) {
    takenAway = reason;
    closeFile();
  }

  /** Tells why when asked, because it also happens to a writer that has done nothing wrong. */
  void requireOpen() throws IOException {
    if (ended) {
      throw new IllegalStateException(
          "the snapshot " + file + " has been committed, abandoned or closed");
    }
    if (takenAway != null) {
      throw SnapshotDirectory.failed("written", file, new IOException(takenAway));
    }
  }

  private IOException failed(String what, IOException e) {
    String reason = takenAway;
    return SnapshotDirectory.failed(what, file, reason == null ? e : new IOException(reason, e));
  }

  private void closeFile() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the unfinished snapshot {} could not be closed", file, e);
    }
  }
}
