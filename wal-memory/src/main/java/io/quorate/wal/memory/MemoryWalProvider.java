package io.quorate.wal.memory;

import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens logs in RAM. One provider instance keeps one {@link MemoryDisk} per directory for as long
 * as it lives, so that a log can be closed and opened again; nothing is ever written to the
 * directory.
 */
public final class MemoryWalProvider implements WalProvider {
  private final Map<Path, MemoryDisk> disks = new ConcurrentHashMap<>();

  /** Makes a provider without any disk. */
  public MemoryWalProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public int formatVersion() {
    return 1;
  }

  @Override
  public String durability() {
    return "not durable";
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    return new MemoryWal(disk(context.directory()));
  }

  /**
   * The disk that stands for a directory.
   *
   * @param directory any path; it need not exist
   * @return always the same one
   */
  public MemoryDisk disk(Path directory) {
    return disks.computeIfAbsent(
        directory.toAbsolutePath().normalize(), path -> new MemoryDisk(path.toString()));
  }
}
