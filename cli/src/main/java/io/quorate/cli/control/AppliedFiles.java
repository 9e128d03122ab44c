package io.quorate.cli.control;

import io.quorate.engine.production.Directories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of an application that keeps its state itself, now and then: one for each partition,
 * replaced as a whole. One caller at a time for each partition.
 */
public final class AppliedFiles {
  private final Path directory;
  private final long every;
  private final Map<Integer, Long> keptIndexes = new ConcurrentHashMap<>();

  /** Writes a state. */
  interface State {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Takes a state that was kept. */
  interface Taker {
    void take(long index, byte[] state) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param directory where the files are; made if it is missing
   * @param every after how many indexes a partition is written again
   * @throws IOException if the directory cannot be made
   */
  public AppliedFiles(Path directory, long every) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.every = every;
  }

  /** Everything up to an index has been applied; keeps the state if it is time. */
  void applied(int partition, long index, State state) throws IOException {
    if (index - keptIndexes.getOrDefault(partition, 0L) >= every) {
      keep(partition, index, state);
    }
  }

  void keep(int partition, long index, State state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(index).array());
    state.writeTo(bytes);
    Path whole = file(partition);
    Path part = directory.resolve(whole.getFileName() + ".part");
    try (FileChannel channel = FileChannel.open(
        part,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
      while (all.hasRemaining()) {
        channel.write(all);
      }
      channel.force(true);
    }
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Directories.force(directory);
    keptIndexes.put(partition, index);
  }

  /** Hands over what an earlier process has kept, the first time that it is asked. */
  void load(int partition, Taker taker) throws IOException {
    if (keptIndexes.containsKey(partition)) {
      return;
    }
    if (Files.notExists(file(partition))) {
      keptIndexes.put(partition, 0L);
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(partition)));
    long index = bytes.getLong();
    byte[] state = new byte[bytes.remaining()];
    bytes.get(state);
    taker.take(index, state);
    keptIndexes.put(partition, index);
  }

  long keptIndex(int partition) {
    return keptIndexes.getOrDefault(partition, 0L);
  }

  private Path file(int partition) {
    return directory.resolve("partition-" + partition);
  }
}
