package io.quorate.transport.http;

/**
 * What two nodes speak: {@code POST /quorate/v1/frames} with a body of frames, each preceded by its
 * length in four bytes, most significant first. The answer is 204 when all of them have been handed
 * over, and has no body; an empty body is answered too, and thus asks whether somebody is there. A
 * change of the layout needs a new version in the path, so that old and new nodes refuse each
 * other's requests instead of misreading them.
 */
final class Protocol {
  static final String FRAMES_PATH = "/quorate/v1/frames";
  static final String FRAMES_TYPE = "application/octet-stream";

  /** The bytes before each frame. */
  static final int PREFIX_BYTES = Integer.BYTES;

  /**
   * How large a body of several frames may become; a larger frame travels alone. Large, because
   * each body costs a round trip before the next one leaves.
   */
  static final int MAX_BATCH_BYTES = 256 << 10;

  /**
   * In all answers of this transport. Whoever answers 204 without it is somebody else, who has
   * swallowed the frames.
   */
  static final String MARK_HEADER = "Quorate-Transport";

  static final String MARK = "http/1";

  private Protocol() {}

  /** The largest body that a peer with this limit sends. */
  static int maxBodyBytes(int maxFrameBytes) {
    return Math.max(maxFrameBytes + PREFIX_BYTES, MAX_BATCH_BYTES);
  }
}
