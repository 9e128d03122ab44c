package io.quorate.sim.tck;

import io.quorate.spi.WalException;
import java.nio.file.Path;

/**
 * Faults that the tests of a backend can cause, for the rules that need them. Each method returns
 * false where the backend has no such thing, and the rule then counts as untested.
 */
public interface WalFaults {

  /** No faults at all. */
  WalFaults NONE = new WalFaults() {};

  /**
   * Makes the next append fail.
   *
   * @param directory of an open log
   * @param kind FAILED or DISK_FULL
   * @return whether it will
   * @throws Exception if that went wrong
   */
  default boolean failNextAppend(Path directory, WalException.Kind kind) throws Exception {
    return false;
  }

  /**
   * Damages the stored record of an entry, in a way that nothing below the log notices.
   *
   * @param directory of a closed log
   * @param partition the partition
   * @param index the entry
   * @return whether it is damaged
   * @throws Exception if that went wrong
   */
  default boolean damage(Path directory, int partition, long index) throws Exception {
    return false;
  }

  /**
   * Makes a store look as if a newer version of the backend had written it.
   *
   * @param directory of a closed log
   * @return whether it does
   * @throws Exception if that went wrong
   */
  default boolean makeNewer(Path directory) throws Exception {
    return false;
  }
}
