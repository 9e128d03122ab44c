package io.quorate.engine.snapshot;

import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.util.Objects;
import java.util.Optional;

/**
 * What members tell one another to move a snapshot. The member that lacks one asks, piece by piece,
 * whoever has it; who has it keeps nothing about who asks.
 */
public sealed interface TransferMessage {

  /**
   * Calls the method for this message's type.
   *
   * @param visitor one method for each type
   * @param <R> what it returns
   * @return what the method returned
   */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method for each type of message.
   *
   * @param <R> what they return
   */
  interface Visitor<R> {
    /**
     * @param m the message
     * @return as the visitor likes
     */
    R request(Request m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R piece(Piece m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R unavailable(Unavailable m);
  }

  /**
   * "Send me a piece of a snapshot."
   *
   * @param snapshot which; empty for any that reaches far enough
   * @param minIndex the snapshot must reach at least to here
   * @param position where the piece shall begin
   */
  record Request(Optional<SnapshotId> snapshot, long minIndex, long position)
      implements TransferMessage {
    /** Checks the numbers. */
    public Request {
      Objects.requireNonNull(snapshot, "snapshot");
      if (minIndex < 0 || position < 0) {
        throw new IllegalArgumentException(
            "a request for a piece at " + position + " of a snapshot from index " + minIndex);
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.request(this);
    }
  }

  /**
   * A piece of a snapshot.
   *
   * @param snapshot of which
   * @param position where it begins
   * @param bytes some, unless the snapshot ends there
   */
  record Piece(SnapshotId snapshot, long position, byte[] bytes) implements TransferMessage {
    /** Checks that the piece lies within the snapshot. */
    public Piece {
      if (position < 0
          || position > snapshot.length()
          || bytes.length > snapshot.length() - position) {
        throw new IllegalArgumentException("a piece of " + bytes.length + " bytes at " + position
            + " of a snapshot with " + snapshot.length());
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.piece(this);
    }
  }

  /**
   * A {@link Request} cannot be served.
   *
   * @param snapshot from the request
   * @param busy whether asking again soon may help; otherwise there is no such snapshot
   */
  record Unavailable(Optional<SnapshotId> snapshot, boolean busy) implements TransferMessage {
    /** Checks for null. */
    public Unavailable {
      Objects.requireNonNull(snapshot, "snapshot");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.unavailable(this);
    }
  }
}
