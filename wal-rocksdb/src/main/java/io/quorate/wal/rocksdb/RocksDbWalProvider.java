package io.quorate.wal.rocksdb;

import io.quorate.config.ConfigKey;
import io.quorate.spi.Availability;
import io.quorate.spi.Availability.Unavailable;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import java.util.List;
import org.rocksdb.RocksDB;

/** Opens {@link RocksDbWal}s. */
public final class RocksDbWalProvider implements WalProvider {

  /** Makes a provider. The native library is loaded when it is first needed. */
  public RocksDbWalProvider() {}

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public String description() {
    if (availability() instanceof Unavailable) {
      return name();
    }
    return name() + " " + RocksDB.rocksdbVersion();
  }

  /** Loads the native library, once: that is where a process that cannot use RocksDB finds out. */
  @Override
  public Availability availability() {
    return availability(RocksDB::loadLibrary);
  }

  static Availability availability(Runnable loadLibrary) {
    try {
      loadLibrary.run();
      return Availability.AVAILABLE;
    } catch (Throwable e) {
      // Throwable, because a library that cannot be loaded is an Error, and so is a jar without a
      // library for this platform; on newer JDKs a refused native access is an
      // IllegalCallerException.
      return new Unavailable(
          "RocksDB's native library could not be loaded: " + e,
          "start java with --enable-native-access=ALL-UNNAMED, and let java.io.tmpdir ("
              + System.getProperty("java.io.tmpdir")
              + ") be a directory that is writable and not mounted noexec: the library is unpacked there");
    }
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return RocksDbOptions.KEYS;
  }

  @Override
  public int formatVersion() {
    return RocksDbStore.FORMAT_VERSION;
  }

  @Override
  public String durability() {
    return "fdatasync per batch";
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    if (availability() instanceof Unavailable unavailable) {
      throw new WalException(Kind.FAILED, unavailable.reason() + "; " + unavailable.fix());
    }
    return RocksDbWal.open(context.directory(), RocksDbOptions.of(context.settings()));
  }
}
