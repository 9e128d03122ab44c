package io.quorate.engine.production;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Directories, and the names in them, that survive a power cut. */
public final class Directories {
  private Directories() {}

  /**
   * Creates a directory, and what is above it, unless they exist. What is created is durable when
   * this returns; what was there before need not be.
   *
   * @param directory any path
   * @throws IOException if there is something else, or the disk fails
   */
  public static void create(Path directory) throws IOException {
    List<Path> created = new ArrayList<>();
    Path missing = directory.toAbsolutePath();
    while (missing != null && !Files.exists(missing)) {
      created.add(missing);
      missing = missing.getParent();
    }
    Files.createDirectories(directory);
    for (Path path : created) {
      forceParent(path);
    }
  }

  /**
   * Makes the names in a directory durable. Systems on which a directory cannot be opened do that
   * by themselves.
   *
   * @param directory one that exists
   * @throws IOException if the disk fails
   */
  public static void force(Path directory) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (AccessDeniedException e) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  /**
   * Makes the name of a file or directory durable, where it has one: a root has none.
   *
   * @param path one that exists
   * @throws IOException if the disk fails
   */
  public static void forceParent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      force(parent);
    }
  }
}
