package io.quorate;

import java.util.Objects;

/**
 * Something that a node measures. Its values come through {@link Raft#readMetrics}.
 *
 * @param name what it is called, such as {@code partition.commit.index}: words and dots, the same
 *     in all later versions. No two metrics have the same name
 * @param kind how its values move
 * @param unit what its values are in
 * @param description a phrase for people
 */
public record Metric(String name, Kind kind, Unit unit, String description) {

  /** How values move. */
  public enum Kind {
    /** Never down, and from 0 in each life of a node: worth reading as a rate. */
    COUNTER,
    /** Up and down. */
    GAUGE
  }

  /** What values are in. */
  public enum Unit {
    /** A number of things, a position, or 1 for yes and 0 for no. */
    NONE,
    /** Bytes. */
    BYTES,
    /** Seconds. */
    SECONDS
  }

  /**
   * A description.
   *
   * @param name see the component
   * @param kind see the component
   * @param unit see the component
   * @param description see the component
   */
  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(description, "description");
  }
}
