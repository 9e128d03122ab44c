package io.quorate.engine.production;

import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one partition's snapshots. Failures say which file, and why.
 *
 * @param path where they are; may not exist yet
 * @param partition whose they are
 */
record SnapshotDirectory(Path path, int partition) {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotDirectory.class);
  private static final Comparator<SnapshotId> ORDER =
      Comparator.comparingLong(SnapshotId::index).thenComparingLong(SnapshotId::term);

  static IOException failed(String what, Path file, IOException e) {
    return new IOException("the snapshot " + file + " could not be " + what + ": " + e, e);
  }

  void create() throws IOException {
    try {
      Directories.create(path);
    } catch (IOException e) {
      throw new IOException("the directory " + path + " could not be created: " + e, e);
    }
  }

  /** Makes the names of the files durable, and if asked those of the directories, too. */
  void force(boolean alsoParents) throws IOException {
    try {
      Directories.force(path);
      if (alsoParents) {
        Directories.forceParent(path);
        Directories.forceParent(path.toAbsolutePath().getParent());
      }
    } catch (IOException e) {
      throw new IOException("the names in " + path + " could not be made durable: " + e, e);
    }
  }

  /** All files, also what is none of ours. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
      stream.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw unlisted(e.getCause());
    } catch (IOException e) {
      throw unlisted(e);
    }
    return files;
  }

  private IOException unlisted(IOException e) {
    return new IOException("the snapshots in " + path + " could not be listed: " + e, e);
  }

  /** By ascending index. */
  List<SnapshotId> complete() throws IOException {
    List<SnapshotId> found = new ArrayList<>();
    for (Path file : files()) {
      Optional<SnapshotId> id = SnapshotNames.complete(partition, name(file));
      if (id.isPresent() && isComplete(id.get())) {
        found.add(id.get());
      }
    }
    found.sort(ORDER);
    return found;
  }

  boolean isComplete(SnapshotId id) throws IOException {
    Path file = complete(id);
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (found.isRegularFile() && found.size() == id.length()) {
        return true;
      }
      LOG.warn("{} is not the snapshot that its name says: it has {} bytes", file, found.size());
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failed("looked at", file, e);
    }
  }

  /** Empty if it is not there, or not complete. */
  Optional<SnapshotFileReader> read(SnapshotId id) throws IOException {
    if (!isComplete(id)) {
      return Optional.empty();
    }
    Path file = complete(id);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return Optional.of(new SnapshotFileReader(file, channel, id.length()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("opened", file, e);
    }
  }

  static FileChannel begin(Path file, StandardOpenOption... options) throws IOException {
    try {
      return FileChannel.open(file, options);
    } catch (IOException e) {
      throw failed("begun", file, e);
    }
  }

  static void delete(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("removed", file, e);
    }
  }

  /** For when something else has failed, or nobody waits: the next writer tries it again. */
  static void deleteOrLeave(Path file) {
    try {
      delete(file);
    } catch (IOException e) {
      LOG.warn("a file stays for now", e);
    }
  }

  Path complete(SnapshotId id) {
    return path.resolve(SnapshotNames.complete(id));
  }

  Path receiving(SnapshotId id) {
    return path.resolve(SnapshotNames.receiving(id));
  }

  Path writing(long index, long term) {
    return path.resolve(SnapshotNames.writing(index, term));
  }

  static String name(Path file) {
    return file.getFileName().toString();
  }
}
