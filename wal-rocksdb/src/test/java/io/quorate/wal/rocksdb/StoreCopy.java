package io.quorate.wal.rocksdb;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a store at some moment, to be damaged in many ways.
 *
 * @param files contents by name
 */
record StoreCopy(SortedMap<String, byte[]> files) {

  /** What the files of a log are now; the log may be open, as in a crash. */
  static StoreCopy of(Path directory) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return new StoreCopy(files);
  }

  /** The only file with this beginning and end. */
  String file(String beginning, String end) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(beginning) && name.endsWith(end))
        .collect(Collectors.collectingAndThen(Collectors.toList(), names -> {
          if (names.size() != 1) {
            throw new IllegalStateException(names + " of " + files.keySet());
          }
          return names.get(0);
        }));
  }

  byte[] content(String file) {
    return files.get(file).clone();
  }

  StoreCopy with(String file, byte[] content) {
    SortedMap<String, byte[]> changed = new TreeMap<>(files);
    changed.put(file, content);
    return new StoreCopy(changed);
  }

  StoreCopy without(String file) {
    SortedMap<String, byte[]> changed = new TreeMap<>(files);
    changed.remove(file);
    return new StoreCopy(changed);
  }

  StoreCopy withFlippedBit(String file, int at, int bit) {
    byte[] content = content(file);
    content[at] ^= (byte) (1 << bit);
    return with(file, content);
  }

  /** Writes the files into a directory of which nothing else is left. */
  void restore(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> list = Files.list(directory)) {
      list.forEach(file -> {
        try {
          Files.delete(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /**
   * Opens a log on these files, and reads all that is in it.
   *
   * @return everything, as text
   * @throws WalException if it cannot be opened or read
   */
  String read(Path scratch) throws IOException, WalException {
    restore(scratch);
    try (Wal wal = RocksDbWal.open(scratch)) {
      return read(wal);
    }
  }

  /** All that a log has, as text. */
  static String read(Wal wal) throws WalException {
    StringBuilder all = new StringBuilder();
    for (int partition : wal.partitions()) {
      all.append(partition).append(wal.state(partition));
      long first = wal.state(partition).boundary().index() + 1;
      for (EntryRecord entry : wal.read(partition, first, Long.MAX_VALUE)) {
        all.append(entry.index())
            .append('/')
            .append(entry.term())
            .append(Arrays.hashCode(entry.bytes()));
        if (wal.term(partition, entry.index()) != entry.term()) {
          all.append(" has two terms");
        }
      }
      all.append('\n');
    }
    return all.append(wal.metadata("key").map(Arrays::toString)).toString();
  }
}
