package io.quorate.wal.h2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of the operating system's. Not read and written by a channel: an interrupt of any thread
 * that uses one closes it for all, and a reader that is interrupted must not end the log.
 */
final class DiskFile implements LogFile {
  private final Path path;
  private RandomAccessFile file;

  DiskFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public synchronized boolean read(ByteBuffer target, long position) throws IOException {
    file.seek(position);
    while (target.hasRemaining()) {
      int at = target.arrayOffset() + target.position();
      int read = file.read(target.array(), at, target.remaining());
      if (read < 0) {
        return false;
      }
      target.position(target.position() + read);
    }
    return true;
  }

  @Override
  public synchronized void write(ByteBuffer source, long position) throws IOException {
    file.seek(position);
    file.write(source.array(), source.arrayOffset() + source.position(), source.remaining());
    source.position(source.limit());
  }

  @Override
  public synchronized long size() throws IOException {
    return file.length();
  }

  @Override
  public synchronized void truncate(long size) throws IOException {
    file.setLength(size);
  }

  /**
   * Only a channel can sync what matters of a file and leave out its time stamps. Reads go on
   * meanwhile. An interrupt from before is put off; one that comes now is a failure.
   */
  @Override
  public void sync() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      channel().force(false);
    } catch (ClosedByInterruptException e) {
      reopen();
      throw new IOException("the thread was interrupted while it synced " + path, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized FileChannel channel() {
    return file.getChannel();
  }

  /** What was acknowledged must stay readable. */
  private synchronized void reopen() throws IOException {
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
