package io.quorate.engine.raft;

import io.quorate.spi.LogBoundary;
import java.util.Objects;

/**
 * What the core knows of a snapshot: the state of the application after some entry, in place of all
 * entries up to that one (paper, section 7).
 *
 * @param boundary the last entry whose effect is in it
 * @param configurationIndex where the configuration stands in the log; at or below the boundary
 * @param configuration the configuration in force at the boundary
 */
public record Snapshot(LogBoundary boundary, long configurationIndex, Configuration configuration) {
  /** Checks that the configuration is not one of later. */
  public Snapshot {
    Objects.requireNonNull(configuration, "configuration");
    if (configurationIndex < 0 || configurationIndex > boundary.index()) {
      throw new IllegalArgumentException("a snapshot up to " + boundary
          + " cannot hold the configuration at index " + configurationIndex);
    }
  }
}
