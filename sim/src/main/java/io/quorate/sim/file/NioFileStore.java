package io.quorate.sim.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The files of a real directory. Safe for use by several threads. */
public final class NioFileStore implements FileStore {
  /**
   * What this process has locked. The operating system's lock belongs to the process, and goes when
   * any channel to the file is closed, so a second attempt must not even open the file.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private static final List<String> FULL =
      List.of("no space left", "disk quota exceeded", "not enough space");

  private final Path directory;

  /**
   * Opens a directory, creating it, and what is above it, durably.
   *
   * @param directory any path
   * @throws IOException if it cannot be created
   */
  public NioFileStore(Path directory) throws IOException {
    Path missing = directory.toAbsolutePath().normalize();
    List<Path> created = new ArrayList<>();
    while (missing != null && !Files.exists(missing)) {
      created.add(missing);
      missing = missing.getParent();
    }
    Files.createDirectories(directory);
    for (Path path : created) {
      force(path.getParent());
    }
    this.directory = directory.toRealPath();
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public StoreFile create(String name) throws IOException {
    return open(
        name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  @Override
  public StoreFile open(String name) throws IOException {
    return open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private StoreFile open(String name, StandardOpenOption... options) throws IOException {
    Path file = directory.resolve(name);
    return new NioFile(file, translating(file, () -> FileChannel.open(file, options)));
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
  public void syncDirectory() throws IOException {
    force(directory);
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<Closeable> tryLock(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!LOCKED.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        FileChannel held = channel;
        channel = null;
        return Optional.of(() -> {
          held.close();
          LOCKED.remove(file);
        });
      }
      LOCKED.remove(file);
      return Optional.empty();
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

  private interface Io<T> {
    T run() throws IOException;
  }

  /** The JDK tells a full disk by the operating system's words alone. */
  private static <T> T translating(Path file, Io<T> io) throws IOException {
    try {
      return io.run();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      for (String full : FULL) {
        if (message.contains(full)) {
          throw new DiskFullException(file + ": " + e.getMessage(), e);
        }
      }
      throw e;
    }
  }

  private record NioFile(Path file, FileChannel channel) implements StoreFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return translating(file, () -> channel.write(source, position));
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      translating(file, () -> {
        // With the size: without it what was appended could not be found again.
        channel.force(true);
        return null;
      });
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
