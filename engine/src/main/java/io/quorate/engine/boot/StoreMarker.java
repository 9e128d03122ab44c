package io.quorate.engine.boot;

import io.quorate.RaftException;
import io.quorate.engine.production.Directories;
import io.quorate.engine.system.StoreId;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What a data directory says about itself.
 *
 * @param backend the WAL's name
 * @param backendFormat the version of what it writes
 * @param nodeId whose directory it is
 * @param storeId made with the directory
 * @param clusterId which cluster it belongs to, once that is known
 * @param created when, in ISO form
 * @param walOpened whether the WAL has ever been opened: before, it may be missing, because the
 *     marker comes first
 */
record StoreMarker(
    String backend,
    int backendFormat,
    int nodeId,
    StoreId storeId,
    Optional<String> clusterId,
    String created,
    boolean walOpened) {

  static final String FILE = "quorate-store.properties";

  /** The version of this file. */
  static final int FORMAT = 1;

  StoreMarker opened(int format) {
    return new StoreMarker(backend, format, nodeId, storeId, clusterId, created, true);
  }

  StoreMarker in(String cluster) {
    return new StoreMarker(
        backend, backendFormat, nodeId, storeId, Optional.of(cluster), created, walOpened);
  }

  /**
   * Reads the marker of a directory.
   *
   * @return empty if it has none
   * @throws RaftException QRT-305 if it is of a newer format, QRT-311 if it cannot be understood
   */
  static Optional<StoreMarker> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    }
    try {
      int format = Integer.parseInt(value(values, "format"));
      if (format > FORMAT) {
        throw new RaftException(
            "QRT-305",
            "The data directory " + directory
                + " was written by a newer Quorate: its marker has format " + format
                + ", this release reads up to " + FORMAT
                + ". Use a newer release, or another data.directory.");
      }
      return Optional.of(new StoreMarker(
          value(values, "backend"),
          Integer.parseInt(value(values, "backend.format")),
          Integer.parseInt(value(values, "node.id")),
          StoreId.parse(value(values, "store.id")),
          Optional.ofNullable(values.getProperty("cluster.id")),
          value(values, "created"),
          Boolean.parseBoolean(value(values, "wal.opened"))));
    } catch (IllegalArgumentException e) {
      throw new RaftException(
          "QRT-311",
          "The marker " + file + " cannot be understood: " + e.getMessage()
              + ". It is written by Quorate alone; restore it from a copy.",
          e);
    }
  }

  private static String value(Properties values, String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }

  /**
   * Replaces the marker: after a power cut at any moment the directory has the old one or the new
   * one.
   */
  void write(Path directory) throws IOException {
    StringBuilder text = new StringBuilder(
            "# What this directory belongs to. Written by Quorate; do not edit or copy.\n")
        .append("format=")
        .append(FORMAT)
        .append("\nbackend=")
        .append(backend)
        .append("\nbackend.format=")
        .append(backendFormat)
        .append("\nnode.id=")
        .append(nodeId)
        .append("\nstore.id=")
        .append(storeId);
    clusterId.ifPresent(id -> text.append("\ncluster.id=").append(id));
    text.append("\ncreated=")
        .append(created)
        .append("\nwal.opened=")
        .append(walOpened)
        .append('\n');
    Path temporary = directory.resolve(FILE + ".new");
    try (FileChannel channel = FileChannel.open(
        temporary,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Directories.force(directory);
  }
}
