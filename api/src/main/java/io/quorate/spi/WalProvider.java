package io.quorate.spi;

import java.nio.file.Path;

/** Opens write-ahead logs. */
public interface WalProvider extends Backend {

  /**
   * The version of what this backend writes to disk. A store of a newer format is refused by
   * {@link #open}; an older one is read or converted.
   *
   * @return at least 1
   */
  int formatVersion();

  /**
   * How an append is made to survive a power cut, in a few words for the start-up line.
   *
   * @return for example {@code fdatasync per batch}, or {@code not durable}
   */
  String durability();

  /**
   * Opens the log of one node, creating it if the directory is empty.
   *
   * <ul>
   *   <li>WAL-D2: all that the log will report is durable before this returns.
   *   <li>WAL-L1: the directory is locked against every other opener, in this process or another,
   *       until close.
   *   <li>WAL-L5: a store of a newer format is refused.
   * </ul>
   *
   * @param context where and how
   * @return the open log
   * @throws WalException if it cannot be opened: locked, corrupt, newer, or failing
   */
  Wal open(WalContext context) throws WalException;

  /** What a WAL is given. */
  interface WalContext extends BackendContext {
    /**
     * A directory of this backend's own; it may not exist yet.
     *
     * @return the directory
     */
    Path directory();
  }
}
