package io.quorate.wal.h2;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The directory of a log: all that it asks of an operating system. Tests put one below that forgets
 * what was not synced.
 *
 * <p>What is created, renamed or deleted is durable after {@link #sync}.
 */
interface LogDirectory {
  List<String> list() throws IOException;

  /** Opens a file for reading and writing, and creates it if there is none. */
  LogFile open(String name) throws IOException;

  /** Atomic; replaces a file that has the new name. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  void sync() throws IOException;

  /**
   * Locks the directory against everybody else, in this process and others.
   *
   * @return what frees the lock; empty if somebody has it
   */
  Optional<Closeable> lock() throws IOException;
}
