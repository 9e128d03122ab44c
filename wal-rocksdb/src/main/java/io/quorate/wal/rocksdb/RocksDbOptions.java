package io.quorate.wal.rocksdb;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import java.util.List;

/**
 * What can be tuned.
 *
 * @param writeBufferBytes how many bytes of entries are gathered in memory before they become a
 *     table file. At most three such buffers exist at a time
 * @param blockCacheBytes how many bytes of table files are kept in memory
 * @param infoLog whether RocksDB reports what it does in its files {@code LOG*} (two at most, 1 MiB
 *     each); errors are there in any case
 */
public record RocksDbOptions(long writeBufferBytes, long blockCacheBytes, boolean infoLog) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  static final ConfigKey<Long> WRITE_BUFFER = ConfigKey.size(
          "wal.rocksdb.write-buffer",
          64 * KIB,
          1024 * MIB,
          "How many bytes of entries are gathered in memory before they become a table file. Up to three such buffers"
              + " exist at a time, and the log files that a start has to replay hold at most four.")
      .withDefault(32 * MIB);

  static final ConfigKey<Long> BLOCK_CACHE = ConfigKey.size(
          "wal.rocksdb.block-cache",
          64 * KIB,
          64 * 1024 * MIB,
          "How many bytes of table files are kept in memory, for members that lag behind and ask for old entries.")
      .withDefault(16 * MIB);

  static final ConfigKey<Boolean> INFO_LOG = ConfigKey.bool(
          "wal.rocksdb.info-log",
          "Whether RocksDB reports what it does, in files named LOG in the log's directory (two, 1 MiB each). Errors"
              + " are reported in any case.")
      .withDefault(false);

  static final List<ConfigKey<?>> KEYS = List.of(WRITE_BUFFER, BLOCK_CACHE, INFO_LOG);

  /** The defaults. */
  public static final RocksDbOptions DEFAULTS = new RocksDbOptions(
      WRITE_BUFFER.defaultValue().orElseThrow(),
      BLOCK_CACHE.defaultValue().orElseThrow(),
      INFO_LOG.defaultValue().orElseThrow());

  static RocksDbOptions of(Settings settings) {
    return new RocksDbOptions(
        settings.get(WRITE_BUFFER), settings.get(BLOCK_CACHE), settings.get(INFO_LOG));
  }
}
