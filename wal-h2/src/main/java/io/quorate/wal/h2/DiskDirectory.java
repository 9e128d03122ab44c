package io.quorate.wal.h2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A directory of the operating system's. */
final class DiskDirectory implements LogDirectory {
  private static final String LOCK = "LOCK";

  /**
   * What this process has locked. The operating system's lock belongs to the process, and goes when
   * any channel to the file is closed, so a second attempt must not even open the file.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path directory;

  private DiskDirectory(Path directory) {
    this.directory = directory;
  }

  /** Creates the directory, and what is above it, durably, unless it exists. */
  static DiskDirectory create(Path directory) throws IOException {
    List<Path> changed = new ArrayList<>();
    Path missing = directory.toAbsolutePath();
    while (!Files.exists(missing)) {
      missing = missing.getParent();
      changed.add(missing);
    }
    Files.createDirectories(directory);
    for (Path parent : changed) {
      force(parent);
    }
    return new DiskDirectory(directory.toRealPath());
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public LogFile open(String name) throws IOException {
    return new DiskFile(directory.resolve(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public void sync() throws IOException {
    force(directory);
  }

  /** Where the operating system has such a thing. */
  private static void force(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    // An interrupt closes the channel and syncs nothing. Whoever is interrupted hears of it later.
    boolean interrupted = false;
    while (true) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
        break;
      } catch (ClosedByInterruptException e) {
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<Closeable> lock() throws IOException {
    Path file = directory.resolve(LOCK);
    if (!LOCKED.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        LOCKED.remove(file);
        return Optional.empty();
      }
      FileChannel held = channel;
      channel = null;
      return Optional.of(() -> {
        try {
          held.close();
        } finally {
          LOCKED.remove(file);
        }
      });
    } catch (IOException | RuntimeException e) {
      LOCKED.remove(file);
      throw e;
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
