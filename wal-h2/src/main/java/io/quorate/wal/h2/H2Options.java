package io.quorate.wal.h2;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import java.util.List;

/**
 * What can be tuned.
 *
 * @param journalBytes how many bytes are gathered in the journal, and in memory, before they go to
 *     their places
 * @param cacheBytes how many bytes of the store's pages are kept in memory; whole MiB count
 */
public record H2Options(long journalBytes, long cacheBytes) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  static final ConfigKey<Long> JOURNAL = ConfigKey.size(
          "wal.h2.journal",
          64 * KIB,
          1024 * MIB,
          "How many bytes are gathered in the journal, and in memory, before they go to their places in the data file."
              + " A start has to replay as many.")
      .withDefault(16 * MIB);

  static final ConfigKey<Long> CACHE = ConfigKey.size(
          "wal.h2.cache",
          MIB,
          64 * 1024 * MIB,
          "How many bytes of H2's pages are kept in memory. Whole MiB count.")
      .withDefault(16 * MIB);

  static final List<ConfigKey<?>> KEYS = List.of(JOURNAL, CACHE);

  /** The defaults. */
  public static final H2Options DEFAULTS =
      new H2Options(JOURNAL.defaultValue().orElseThrow(), CACHE.defaultValue().orElseThrow());

  /**
   * Checks the ranges.
   *
   * @param journalBytes see the component
   * @param cacheBytes see the component
   */
  public H2Options {
    if (journalBytes < 1) {
      throw new IllegalArgumentException("a journal of " + journalBytes + " bytes is less than 1");
    }
    if (cacheBytes < MIB || cacheBytes / MIB > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a cache of " + cacheBytes + " bytes is not from " + MIB
          + " to " + Integer.MAX_VALUE * MIB);
    }
  }

  static H2Options of(Settings settings) {
    return new H2Options(settings.get(JOURNAL), settings.get(CACHE));
  }

  int cacheMebibytes() {
    return (int) (cacheBytes / MIB);
  }
}
