package io.quorate.sim.filewal;

/**
 * Sizes of a {@link FileWal}.
 *
 * @param segmentBytes a segment that has reached this size is followed by a new one
 * @param moveBytes at most this much of the oldest segment is looked at per append, and at least
 *     one record
 */
public record FileWalOptions(long segmentBytes, int moveBytes) {

  /** For real use: segments of 4 MiB, and 256 KiB per append. */
  public static final FileWalOptions DEFAULT = new FileWalOptions(4 << 20, 256 << 10);

  /**
   * Checks the ranges.
   *
   * @param segmentBytes see the component
   * @param moveBytes see the component
   */
  public FileWalOptions {
    if (segmentBytes < 1 || moveBytes < 1) {
      throw new IllegalArgumentException("segments of " + segmentBytes + " bytes and moves of "
          + moveBytes + " bytes: both must be above 0");
    }
  }
}
