package io.quorate.engine.boot;

import io.quorate.RaftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exclusive lock of a data directory: against other processes by a file lock, against other
 * nodes of this process by a table, because closing any channel of a locked file, even one opened
 * only to read it, frees the lock of the whole process on POSIX systems.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "quorate.lock";

  /** Beyond the text, so that systems with mandatory locks let others read who the owner is. */
  private static final long LOCKED_BYTE = 1L << 30;

  /** The directories that this process has locked, by their real paths, and for which node. */
  private static final SortedMap<Path, String> HELD = new TreeMap<>();

  /**
   * Channels whose close would free a lock that a copy of this class in another loader holds. They
   * stay open.
   */
  private static final List<FileChannel> UNCLOSABLE = new ArrayList<>();

  private final Path directory;
  private final FileChannel channel;
  private boolean closed;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Locks a directory.
   *
   * @param shown the directory as it was configured
   * @param owner written into the file for whoever finds it locked
   * @throws RaftException QRT-301 if somebody else has it
   */
  static DirectoryLock acquire(Path shown, String owner) throws IOException {
    Path directory = shown.toRealPath();
    synchronized (HELD) {
      String holder = HELD.get(directory);
      if (holder != null) {
        throw taken(shown, holder, true);
      }
      FileChannel channel = FileChannel.open(
          directory.resolve(FILE),
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
      try {
        if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
          RaftException taken = taken(shown, read(channel), false);
          channel.close();
          throw taken;
        }
      } catch (OverlappingFileLockException e) {
        UNCLOSABLE.add(channel);
        throw taken(shown, read(channel), true);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
      HELD.put(directory, owner);
      return new DirectoryLock(directory, channel);
    }
  }

  private static String read(FileChannel channel) {
    ByteBuffer text = ByteBuffer.allocate(256);
    try {
      channel.read(text, 0);
    } catch (IOException e) {
      text.clear();
    }
    String owner = StandardCharsets.UTF_8.decode(text.flip()).toString().trim();
    return owner.isEmpty() ? "of unknown id" : owner;
  }

  private static RaftException taken(Path shown, String owner, boolean self) {
    return new RaftException(
        "QRT-301",
        "The data directory " + shown + " is in use by process " + owner
            + (self ? ", which is this one" : "")
            + ". Each node needs a directory of its own; "
            + (self ? "close the other node" : "end that process")
            + ", or name another data.directory.");
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (!closed) {
        closed = true;
        HELD.remove(directory);
        // The file stays: a removal would race with the next owner, who may have opened it already.
        channel.close();
      }
    }
  }
}
