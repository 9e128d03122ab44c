package com.example.wal;

import io.quorate.config.ConfigKey;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** Opens {@link FileWal}s. Its name is {@code files}. */
public final class FileWalProvider implements WalProvider {
  /** How much of what is dead a log keeps. */
  static final ConfigKey<Long> GARBAGE = ConfigKey.size(
          "wal.files.garbage",
          4 << 10,
          1L << 40,
          "The file is written anew when it holds this much more that is dead than that is live.")
      .withDefault(64L << 20);

  private final Sync sync;

  /** Makes what was written durable. A test puts one here that fails. */
  @FunctionalInterface
  interface Sync {
    void force(FileChannel file) throws IOException;
  }

  /** Made by {@link java.util.ServiceLoader}. */
  public FileWalProvider() {
    this(file -> file.force(true));
  }

  FileWalProvider(Sync sync) {
    this.sync = sync;
  }

  @Override
  public String name() {
    return "files";
  }

  /** Of a log {@code TEST_ONLY} would mean that it forgets: the node would not mark its store. */
  @Override
  public Suitability suitability() {
    return Suitability.PRODUCTION;
  }

  @Override
  public int formatVersion() {
    return LogFile.FORMAT;
  }

  @Override
  public String durability() {
    return "fsync per batch";
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(GARBAGE);
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    return FileWal.open(context.directory(), context.settings().get(GARBAGE), sync);
  }
}
