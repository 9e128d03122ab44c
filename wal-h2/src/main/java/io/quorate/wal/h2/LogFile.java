package io.quorate.wal.h2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link LogDirectory}. Reads may come from several threads, writes from one. */
interface LogFile extends Closeable {
  /**
   * Reads until the buffer is full or the file ends.
   *
   * @param target is filled; of the heap
   * @return whether it is full
   */
  boolean read(ByteBuffer target, long position) throws IOException;

  /** Writes all of the buffer, which is of the heap. Nothing is durable before {@link #sync}. */
  void write(ByteBuffer source, long position) throws IOException;

  long size() throws IOException;

  /** Cuts the file; it is longer. */
  void truncate(long size) throws IOException;

  /** Makes content and size durable. */
  void sync() throws IOException;
}
