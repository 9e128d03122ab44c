package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A look at the files of a store before RocksDB opens it. Some kinds of damage RocksDB takes for
 * the regular end of a file, and opens such a store without an error and without the rest:
 *
 * <ul>
 *   <li>a damaged length that points over the end of the file hides all that follows in the last 32
 *       KiB of a log or manifest;
 *   <li>a damaged type that makes a record look like one of a recycled file hides all that follows,
 *       or keeps RocksDB searching for ever;
 *   <li>a header of zeros hides the rest of its block;
 *   <li>a missing file {@code CURRENT} makes the store an empty one.
 * </ul>
 *
 * <p>Table files need no such look: RocksDB checks every byte of them that it uses.
 */
final class StoreFiles {
  private static final String CURRENT = "CURRENT";
  private static final Pattern CURRENT_CONTENT = Pattern.compile("(MANIFEST-[0-9]+)\n");
  private static final Pattern LOG = Pattern.compile("[0-9]+\\.log");

  /**
   * All that holds data. The first manifest does not: a crash may leave it behind before the store
   * exists.
   */
  private static final Pattern CONTENTS =
      Pattern.compile("[0-9]+\\.(log|sst)|MANIFEST-(?!000001$)[0-9]+|" + AcknowledgedMark.NAME);

  private final Path directory;
  private final List<String> names;

  private StoreFiles(Path directory, List<String> names) {
    this.directory = directory;
    this.names = names;
  }

  static StoreFiles of(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new StoreFiles(
          directory, files.map(file -> file.getFileName().toString()).toList());
    }
  }

  /** Whether there is a store. */
  boolean exists() {
    return names.contains(CURRENT);
  }

  /**
   * Throws CORRUPT, with the file and the place, if records are damaged that may have been
   * acknowledged.
   */
  void check() throws IOException, WalException {
    if (!exists()) {
      if (names.stream().anyMatch(name -> CONTENTS.matcher(name).matches())) {
        throw corrupt(CURRENT, "is missing, and other files of a store are there");
      }
      return;
    }
    RecordFile.checkManifest(directory.resolve(manifest()));
    List<String> logs = names.stream()
        .filter(name -> LOG.matcher(name).matches())
        .sorted(
            Comparator.comparingLong(name -> Long.parseLong(name.substring(0, name.indexOf('.')))))
        .toList();
    long nextSequence = RecordFile.ANY_SEQUENCE;
    for (String log : logs) {
      nextSequence = RecordFile.checkLog(directory.resolve(log), nextSequence);
    }
  }

  private String manifest() throws IOException, WalException {
    String content =
        new String(Files.readAllBytes(directory.resolve(CURRENT)), StandardCharsets.ISO_8859_1);
    var match = CURRENT_CONTENT.matcher(content);
    if (!match.matches() || !names.contains(match.group(1))) {
      throw corrupt(CURRENT, "names no manifest that is there");
    }
    return match.group(1);
  }

  private WalException corrupt(String file, String what) {
    return new WalException(Kind.CORRUPT, directory.resolve(file) + " " + what);
  }
}
