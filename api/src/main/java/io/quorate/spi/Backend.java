package io.quorate.spi;

import io.quorate.config.ConfigKey;
import java.util.List;

/**
 * What every provider has. Providers are found by {@link java.util.ServiceLoader}: a public class
 * with a public constructor that takes nothing and does nothing, listed both in
 * {@code META-INF/services} and, where there is one, in the module descriptor.
 */
public interface Backend {

  /**
   * The version of these interfaces; it changes only when a backend written for an older one would
   * not work.
   */
  int SPI_VERSION = 1;

  /**
   * The name by which configuration, metrics, errors and the marker in the data directory know this
   * backend. It never changes.
   *
   * @return matches {@code [a-z][a-z0-9-]{0,31}}
   */
  String name();

  /**
   * A name with a version, for the start-up line.
   *
   * @return for example {@code rocksdb 11.8.1}
   */
  default String description() {
    return name();
  }

  /**
   * What the backend is meant for.
   *
   * @return {@link Suitability#PRODUCTION} unless overridden
   */
  default Suitability suitability() {
    return Suitability.PRODUCTION;
  }

  /**
   * Whether the backend can be used in this process. Cheap, and never throws.
   *
   * @return available, or why not and what helps
   */
  default Availability availability() {
    return Availability.AVAILABLE;
  }

  /**
   * The configuration keys that the backend reads, all under its kind and name
   * ({@code wal.rocksdb.…}).
   *
   * @return every key; a key under the backend's name that is not listed is a configuration error
   */
  default List<ConfigKey<?>> configKeys() {
    return List.of();
  }

  /**
   * The version of the interfaces that the backend was written for.
   *
   * @return {@link #SPI_VERSION} at the time it was compiled
   */
  default int spiVersion() {
    return SPI_VERSION;
  }

  /** What a backend is meant for. */
  enum Suitability {
    /** May be chosen without being named, if it is the only one. */
    PRODUCTION,
    /**
     * Must always be named. A log of this kind is taken to keep nothing, so it is refused in a data
     * directory that holds the store of another one.
     */
    TEST_ONLY
  }
}
