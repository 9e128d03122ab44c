package io.quorate.engine.auth;

import io.quorate.engine.codec.FrameHeader;
import java.util.Optional;

/** A frame is not authentic: nothing of it may be believed, not even who sent it. */
public final class RefusedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final transient FrameHeader header;

  RefusedFrameException(Refusal refusal, FrameHeader header) {
    // There may be floods of them, and where they come from is known.
    super(refusal.sentence(), null, false, false);
    this.refusal = refusal;
    this.header = header;
  }

  /**
   * What the frame says of itself.
   *
   * @return empty if that may be a lie
   */
  public Optional<FrameHeader> authenticHeader() {
    return refusal == Refusal.EARLIER_PROCESS ? Optional.of(header) : Optional.empty();
  }

  /**
   * Why.
   *
   * @return never null
   */
  public Refusal refusal() {
    return refusal;
  }
}
