package io.quorate;

import java.util.List;
import java.util.Objects;

/**
 * Whether a node should be left running, and whether it should be asked to work, in the sense of
 * the probes of container platforms.
 *
 * @param live false if only a restart can help: the node has failed, has left or was closed, or one
 *     of its event loops does not answer within two seconds. A node that has not joined yet, or
 *     that waits for a leader or a disk, is live
 * @param ready whether the node can do its work now. It is live; it has joined, that is, it has
 *     since its start applied all that was committed when it found the leaders; of every partition
 *     it knows a leader; and nothing stands still: the application refuses no entry, and neither
 *     the application with some entries nor the log with a write has been busy for longer than
 *     {@code call.timeout}
 * @param problems what is wrong, as sentences for people. Never empty if the node is not live or
 *     not ready; there may be some that keep it from neither
 */
public record Health(boolean live, boolean ready, List<String> problems) {

  /**
   * A reading.
   *
   * @param live see the component
   * @param ready see the component
   * @param problems see the component
   * @throws IllegalArgumentException if it is ready and not live, or not ready for no reason
   */
  public Health {
    problems = List.copyOf(Objects.requireNonNull(problems, "problems"));
    if (ready && !live) {
      throw new IllegalArgumentException("what is not live cannot be ready");
    }
    if (!ready && problems.isEmpty()) {
      throw new IllegalArgumentException("there is a reason for not being ready");
    }
  }
}
