package io.quorate.engine.boot;

import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.engine.production.Directories;
import io.quorate.engine.production.ThisProcess;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A node's data directory while the node has it: locked, and checked against the marker in it, so
 * that a swapped jar, a copied directory or a wrong path meets a clear error and never an empty
 * log.
 *
 * <p>A new directory gets its marker before its log, and the marker says so until
 * {@link #walOpened}: a crash between the two is not taken for a lost log, nor a lost log for such
 * a crash.
 *
 * <p>A backend for tests keeps nothing, so that its directory gets no marker, and a store id that
 * is new each time.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path directory;
  private final WalProvider provider;
  private final DirectoryLock lock;
  private final StoreId storeId;

  /** What is on disk; empty with a backend for tests. */
  private Optional<StoreMarker> marker;

  private DataDirectory(
      Path directory, WalProvider provider, DirectoryLock lock, Optional<StoreMarker> marker) {
    this.directory = directory;
    this.provider = provider;
    this.lock = lock;
    this.marker = marker;
    this.storeId = marker.map(StoreMarker::storeId).orElseGet(DataDirectory::newStoreId);
  }

  /**
   * Creates or opens the configured directory, and locks it.
   *
   * @param configuration names it, and the node
   * @param provider the WAL that will be opened in it
   * @return the directory, locked until it is closed
   * @throws RaftException QRT-301 to QRT-311 if it is in use, cannot be used, or belongs to
   *     something else
   */
  public static DataDirectory open(RaftConfiguration configuration, WalProvider provider) {
    Path directory = configuration
        .dataDirectory()
        .orElseThrow(() -> new RaftException("QRT-309", "No data.directory is set."));
    try {
      create(directory);
      DirectoryLock lock = DirectoryLock.acquire(
          directory, ProcessHandle.current().pid() + " (" + configuration.nodeName() + ")");
      try {
        return new DataDirectory(
            directory, provider, lock, marker(directory, configuration.nodeId(), provider));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** A store id that nobody has. */
  static StoreId newStoreId() {
    return StoreId.parse(ThisProcess.randomHex(16));
  }

  private static void create(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Directories.create(directory);
    } else if (!Files.isDirectory(directory)) {
      throw new RaftException(
          "QRT-309",
          "The data directory " + directory
              + " is a file. Name a directory, which may not exist yet.");
    }
    if (!Files.isWritable(directory)) {
      throw new RaftException(
          "QRT-309",
          "The data directory " + directory + " is not writable for the user "
              + System.getProperty("user.name")
              + ". Change its owner or mode, or name another data.directory.");
    }
  }

  private static Optional<StoreMarker> marker(Path directory, int nodeId, WalProvider provider)
      throws IOException {
    Optional<StoreMarker> found = StoreMarker.read(directory);
    if (provider.suitability() == Suitability.TEST_ONLY) {
      found.ifPresent(marker -> refuseTestOnly(directory, provider.name(), marker));
      return Optional.empty();
    }
    if (found.isPresent()) {
      StoreCheck.check(directory, nodeId, provider, found.get());
      return found;
    }
    return Optional.of(makeMarker(directory, nodeId, provider));
  }

  private static void refuseTestOnly(Path directory, String backend, StoreMarker marker) {
    throw new RaftException(
        "QRT-308",
        "The data directory " + directory + " holds a store of " + marker.backend()
            + ", but the WAL is " + backend
            + ", which keeps nothing: the node would forget its votes and its log. Name the WAL with wal="
            + marker.backend() + ", or another data.directory.");
  }

  private static StoreMarker makeMarker(Path directory, int nodeId, WalProvider provider)
      throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "wal-*")) {
      for (Path log : logs) {
        throw new RaftException(
            "QRT-307",
            "The data directory " + directory + " holds the log " + log.getFileName()
                + " but no marker "
                + StoreMarker.FILE
                + ", so that nobody knows whose log it is. Restore the marker from a copy, or name"
                + " another data.directory.");
      }
    }
    StoreMarker marker = new StoreMarker(
        provider.name(),
        provider.formatVersion(),
        nodeId,
        newStoreId(),
        Optional.empty(),
        ThisProcess.wallTime().toString(),
        false);
    marker.write(directory);
    Directories.forceParent(directory.toRealPath());
    return marker;
  }

  /**
   * The identity of what is in the directory.
   *
   * @return the same for as long as the directory lives
   */
  public StoreId storeId() {
    return storeId;
  }

  /**
   * Where the WAL is to be.
   *
   * @return a directory of the backend's own, which may not exist yet
   */
  public Path walDirectory() {
    return walDirectory(directory, provider.name());
  }

  /**
   * Where snapshots are to be.
   *
   * @return a directory that may not exist yet
   */
  public Path snapshotsDirectory() {
    return directory.resolve("snapshots");
  }

  static Path walDirectory(Path directory, String backend) {
    return directory.resolve("wal-" + backend);
  }

  /**
   * The cluster that the directory belongs to.
   *
   * @return empty until {@link #recordClusterId}
   */
  public synchronized Optional<String> clusterId() {
    return marker.flatMap(StoreMarker::clusterId);
  }

  /**
   * The WAL is open: from now on it is missed if it is gone. To be called before the node takes
   * part in anything.
   */
  public synchronized void walOpened() {
    marker
        .filter(m -> !m.walOpened() || m.backendFormat() != provider.formatVersion())
        .ifPresent(m -> write(m.opened(provider.formatVersion())));
  }

  /**
   * The cluster that the node belongs to is known: from its own formation record, or because it has
   * just formed. Writes it down the first time, and compares from then on.
   *
   * @param id the cluster's id
   * @throws RaftException QRT-304 if the directory belongs to another cluster
   */
  public synchronized void recordClusterId(String id) {
    Optional<String> known = clusterId();
    if (known.isPresent() && !known.get().equals(id)) {
      throw new RaftException(
          "QRT-304",
          "The data directory " + directory + " belongs to the cluster " + known.get()
              + ", but its log to " + id
              + ": files of two clusters were mixed. Restore the directory as a whole, or name another data.directory.");
    }
    if (known.isEmpty()) {
      marker.ifPresent(m -> write(m.in(id)));
    }
  }

  private void write(StoreMarker changed) {
    try {
      changed.write(directory);
      marker = Optional.of(changed);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  static RaftException unusable(Path directory, IOException e) {
    return new RaftException(
        "QRT-309",
        "The data directory " + directory + " cannot be used: " + e
            + ". Name a directory on a local disk that this user may write to.",
        e);
  }

  /** Frees the lock. Idempotent. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
