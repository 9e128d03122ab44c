package io.quorate.sim.tck;

import io.quorate.config.ConfigKey;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryDisk;
import io.quorate.wal.memory.MemoryWal;
import io.quorate.wal.memory.MemoryWalProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Opens whatever it is told to, on disks that last, and can cause all faults that rules need. Right
 * unless a subclass is not.
 */
class TestWalProvider implements WalProvider {
  private final MemoryWalProvider disks = new MemoryWalProvider();
  private final Opening opening;
  private final Set<Path> newer = new HashSet<>();
  private final Set<Path> damaged = new HashSet<>();
  private int damagedPartition;
  private long damagedIndex;

  /** Opens a log. */
  interface Opening {
    Wal on(MemoryDisk disk) throws WalException;
  }

  TestWalProvider(Opening opening) {
    this.opening = opening;
  }

  /** A log that is right but for what a wrapper does. */
  static TestWalProvider wrapped(UnaryOperator<Wal> wrapper) {
    return new TestWalProvider(disk -> wrapper.apply(new MemoryWal(disk)));
  }

  // ---- where a wrong one differs

  /** What a read over a damaged record comes to. */
  List<EntryRecord> readDamaged(List<EntryRecord> entries, long damagedAt) throws WalException {
    throw new WalException(
        Kind.CORRUPT, "partition " + damagedPartition + ": entry " + damagedAt + " is damaged");
  }

  boolean readsNewerFormats() {
    return false;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of();
  }

  @Override
  public int formatVersion() {
    return 1;
  }

  @Override
  public String durability() {
    return WalProviderRules.NOT_DURABLE;
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    if (newer.contains(context.directory()) && !readsNewerFormats()) {
      throw new WalException(Kind.NEWER_FORMAT, context.directory() + " is newer");
    }
    Wal wal = opening.on(disks.disk(context.directory()));
    return damaged.contains(context.directory()) ? new DamagedWal(wal) : wal;
  }

  WalFaults faults() {
    return new WalFaults() {
      @Override
      public boolean failNextAppend(Path directory, Kind kind) {
        disks.disk(directory).failNextAppend(kind);
        return true;
      }

      @Override
      public boolean damage(Path directory, int partition, long index) {
        damagedPartition = partition;
        damagedIndex = index;
        return damaged.add(directory);
      }

      @Override
      public boolean makeNewer(Path directory) {
        return newer.add(directory);
      }
    };
  }

  private final class DamagedWal extends ForwardingWal {
    DamagedWal(Wal inner) {
      super(inner);
    }

    @Override
    public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
      List<EntryRecord> entries = inner.read(partition, from, maxBytes);
      boolean touches = partition == damagedPartition
          && entries.stream().anyMatch(entry -> entry.index() == damagedIndex);
      return touches ? readDamaged(new ArrayList<>(entries), damagedIndex) : entries;
    }
  }
}
