package io.quorate.sim.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link FileStore}. */
public interface StoreFile extends Closeable {

  /**
   * Reads.
   *
   * @param target is filled, or as much of it as is there
   * @param position of the first byte
   * @return how many bytes were read, perhaps fewer than wanted; -1 at or behind the end
   * @throws IOException if it cannot be read
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes. Nothing is durable before {@link #sync}.
   *
   * @param source what to write
   * @param position where its first byte goes; a gap behind the end reads as zeros
   * @return how many bytes were written, perhaps fewer than wanted
   * @throws IOException if it cannot be written; how much of it was is unknown then
   */
  int write(ByteBuffer source, long position) throws IOException;

  /**
   * The size.
   *
   * @return bytes
   * @throws IOException if it cannot be told
   */
  long size() throws IOException;

  /**
   * Cuts the file. Not durable before {@link #sync}: until then the old end may come back.
   *
   * @param size what is kept; nothing changes if the file is not longer
   * @throws IOException if it cannot be cut
   */
  void truncate(long size) throws IOException;

  /**
   * Makes content and size durable. After a failure nothing is known about what was written since
   * the last success, and a second call may succeed without having written anything.
   *
   * @throws IOException if that failed
   */
  void sync() throws IOException;

  /**
   * Reads until the buffer is full or the file ends.
   *
   * @param target is filled
   * @param position of the first byte
   * @return whether it is full
   * @throws IOException if it cannot be read
   */
  default boolean readFully(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int read = read(target, at);
      if (read < 0) {
        return false;
      }
      at += read;
    }
    return true;
  }

  /**
   * Writes all of a buffer.
   *
   * @param source what to write
   * @param position where its first byte goes
   * @throws IOException if it cannot be written
   */
  default void writeFully(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += write(source, at);
    }
  }
}
