package io.quorate;

import java.util.Objects;

/**
 * Something to replicate: one entry of a batch.
 *
 * <p>Ownership of {@code data} passes with the call that takes the proposal: do not change the
 * array afterwards.
 *
 * @param type an application-defined name, at most {@value #MAX_TYPE_BYTES} bytes in UTF-8; may be
 *     empty
 * @param data the bytes; may be empty
 */
public record Proposal(String type, byte[] data) {

  /** The longest type, in bytes of UTF-8. */
  public static final int MAX_TYPE_BYTES = 255;

  /**
   * Checks for null; sizes are checked where the proposal is made, against the configured limit.
   *
   * @param type see the component
   * @param data see the component
   */
  public Proposal {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(data, "data");
  }

  @Override
  public String toString() {
    return "Proposal[" + type + ", " + data.length + " bytes]";
  }
}
