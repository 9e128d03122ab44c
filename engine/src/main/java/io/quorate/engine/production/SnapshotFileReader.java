package io.quorate.engine.production;

import io.quorate.engine.storage.SnapshotStore.Reader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file of a complete snapshot. It holds the file itself and not its name, so that it
 * neither notices a removal nor reads a later file of the same name.
 */
final class SnapshotFileReader implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFileReader.class);

  private final Path file;
  private final FileChannel channel;
  private final long length;

  SnapshotFileReader(Path file, FileChannel channel, long length) {
    this.file = file;
    this.channel = channel;
    this.length = length;
  }

  @Override
  public byte[] read(long position, int maxBytes) throws IOException {
    if (position < 0 || position > length || maxBytes < 1) {
      throw new IllegalArgumentException(
          "no " + maxBytes + " bytes from " + position + " on can be asked of " + length);
    }
    ByteBuffer target = ByteBuffer.allocate((int) Math.min(maxBytes, length - position));
    try {
      while (target.position() < target.capacity()) {
        target.limit(Math.min(target.capacity(), target.position() + SnapshotFiles.PIECE_BYTES));
        if (channel.read(target, position + target.position()) < 0) {
          throw new EOFException("it was cut off at " + (position + target.position()) + " of "
              + length + " bytes while it was read");
        }
      }
    } catch (IOException e) {
      throw SnapshotDirectory.failed("read", file, e);
    }
    return target.array();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the snapshot {} could not be closed after reading", file, e);
    }
  }
}
