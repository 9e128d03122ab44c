package io.quorate.wal.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Directories that survive a power cut. */
final class Directories {
  private Directories() {}

  /** Creates a directory, and its parents, unless they exist. */
  static void create(Path directory) throws IOException {
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
  }

  /** Makes durable which files a directory has, where the operating system has such a thing. */
  static void force(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
