package io.quorate.engine.codec;

import io.quorate.NodeAddress;
import io.quorate.engine.system.ClusterId;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who speaks to whom in a frame.
 *
 * @param cluster the sender's cluster; empty before it has formed one
 * @param from the sender's node id, at least 1
 * @param to the receiver's node id, at least 1; empty if the sender knows no more than an address
 * @param bootId of the sender's process
 * @param advertised where the sender can be reached
 */
public record FrameHeader(
    Optional<ClusterId> cluster, int from, OptionalInt to, long bootId, NodeAddress advertised) {

  /** Checks the parts. */
  public FrameHeader {
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(advertised, "advertised");
    if (from < 1) {
      throw new IllegalArgumentException("the sender's node id " + from + " is not at least 1");
    }
    if (to.isPresent() && to.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the receiver's node id " + to.getAsInt() + " is not at least 1");
    }
  }
}
