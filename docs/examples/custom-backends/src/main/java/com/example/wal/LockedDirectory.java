package com.example.wal;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory that belongs to one log, whoever else asks, until it is closed (WAL-L1). */
final class LockedDirectory implements AutoCloseable {
  /**
   * What this process holds. The operating system's lock is the process's, and goes when any
   * channel to the file is closed: a second attempt must not even open the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private LockedDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  static LockedDirectory open(Path directory) throws IOException, WalException {
    create(directory.toAbsolutePath());
    Path path = directory.toRealPath();
    if (!HELD.add(path)) {
      throw new WalException(Kind.LOCKED, path + " is open already, in this process");
    }
    FileChannel lock = null;
    try {
      lock = FileChannel.open(
          path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        throw new WalException(Kind.LOCKED, path + " is open already, in another process");
      }
      return new LockedDirectory(path, lock);
    } catch (IOException | WalException | RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      HELD.remove(path);
      throw e;
    }
  }

  /**
   * A new name is durable once the directory that has it is; also one that a killed process made.
   */
  private static void create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      create(directory.getParent());
      Files.createDirectory(directory);
    }
    if (directory.getParent() != null && Files.isWritable(directory.getParent())) {
      force(directory.getParent());
    }
  }

  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    HELD.remove(path);
  }
}
