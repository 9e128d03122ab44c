package io.quorate.sim.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files of one directory: as much as a log needs, and with nothing promised that POSIX does not
 * promise. What was written is durable after {@link StoreFile#sync}; what was created, renamed or
 * deleted is durable after {@link #syncDirectory}, and not before, whatever was synced in the file.
 *
 * <p>Failures are {@link IOException}s; a full disk is a {@link DiskFullException}. Names have no
 * separators. Calls may come from several threads where the files are real.
 */
public interface FileStore {

  /**
   * The names of all files.
   *
   * @return in ascending order
   * @throws IOException if they cannot be listed
   */
  List<String> list() throws IOException;

  /**
   * Creates an empty file.
   *
   * @param name its name
   * @return the open file
   * @throws IOException if it cannot be created: {@link java.nio.file.FileAlreadyExistsException}
   *     if there is one
   */
  StoreFile create(String name) throws IOException;

  /**
   * Opens a file for reading and writing.
   *
   * @param name its name
   * @return the open file
   * @throws IOException if it cannot be opened: {@link java.nio.file.NoSuchFileException} if there
   *     is none
   */
  StoreFile open(String name) throws IOException;

  /**
   * Renames a file, atomically; one that has the new name already is replaced.
   *
   * @param from its name
   * @param to its new name
   * @throws IOException if it cannot be renamed
   */
  void rename(String from, String to) throws IOException;

  /**
   * Deletes a file.
   *
   * @param name its name
   * @throws IOException if it cannot be deleted
   */
  void delete(String name) throws IOException;

  /**
   * Makes durable which files there are, and under which names.
   *
   * @throws IOException if that failed
   */
  void syncDirectory() throws IOException;

  /**
   * Locks the directory against every other process, and every other caller in this one.
   *
   * @param name the file that carries the lock; it is created, and stays
   * @return what frees the lock; empty if somebody else has it
   * @throws IOException if it cannot be told
   */
  Optional<Closeable> tryLock(String name) throws IOException;
}
