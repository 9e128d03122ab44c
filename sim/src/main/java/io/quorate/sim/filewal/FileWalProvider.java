package io.quorate.sim.filewal;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.NioFileStore;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Opens {@link FileWal}s in real directories. The log is an example, and the subject of
 * simulations: durable, but slow, and it keeps where every entry is in memory. It must be named to
 * be used.
 */
public final class FileWalProvider implements WalProvider {
  private final Files files;

  /** Gives the files of a directory. */
  @FunctionalInterface
  public interface Files {
    /**
     * Opens a directory, creating it if it is not there.
     *
     * @param directory where
     * @return its files
     * @throws IOException if it cannot be opened
     */
    FileStore open(Path directory) throws IOException;
  }

  /** Makes a provider of logs on real files. */
  public FileWalProvider() {
    this(NioFileStore::new);
  }

  /**
   * Makes a provider of logs on any files.
   *
   * @param files gives them
   */
  public FileWalProvider(Files files) {
    this.files = Objects.requireNonNull(files, "files");
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public int formatVersion() {
    return FileWal.FORMAT;
  }

  @Override
  public String durability() {
    return "two fsyncs per batch";
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    FileStore store;
    try {
      store = files.open(context.directory());
    } catch (IOException e) {
      throw new WalException(
          Kind.FAILED, context.directory() + " could not be opened: " + e.getMessage(), e);
    }
    return FileWal.open(store, FileWalOptions.DEFAULT);
  }
}
