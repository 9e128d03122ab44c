package io.quorate.engine.codec;

import com.google.protobuf.UnsafeByteOperations;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.snapshot.TransferMessage.Piece;
import io.quorate.engine.snapshot.TransferMessage.Request;
import io.quorate.engine.snapshot.TransferMessage.Unavailable;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.util.Optional;

/**
 * Messages that move snapshots, to and from their wire form. Reading checks every rule of
 * {@code quorate.proto}; what breaks one is an {@link IllegalArgumentException}.
 */
final class TransferWire {
  private TransferWire() {}

  static boolean isTransfer(Wire.GroupMessage wire) {
    return wire.hasSnapshotRequest() || wire.hasSnapshotPiece() || wire.hasSnapshotUnavailable();
  }

  static Wire.GroupMessage write(int partition, TransferMessage message) {
    return message
        .accept(new Writer(Wire.GroupMessage.newBuilder().setPartition(partition)))
        .build();
  }

  /** The message in a wire form that {@link #isTransfer holds one}. */
  static TransferMessage read(Wire.GroupMessage wire) {
    int partition = GroupWire.partition(wire);
    if (wire.hasSnapshotRequest()) {
      Wire.SnapshotRequest m = wire.getSnapshotRequest();
      return new Request(
          m.hasSnapshot() ? Optional.of(read(partition, m.getSnapshot())) : Optional.empty(),
          m.getMinIndex(),
          m.getPosition());
    }
    if (wire.hasSnapshotPiece()) {
      Wire.SnapshotPiece m = wire.getSnapshotPiece();
      return new Piece(
          read(partition, m.getSnapshot()), m.getPosition(), m.getBytes().toByteArray());
    }
    Wire.SnapshotUnavailable m = wire.getSnapshotUnavailable();
    return new Unavailable(
        m.hasSnapshot() ? Optional.of(read(partition, m.getSnapshot())) : Optional.empty(),
        m.getBusy());
  }

  private static SnapshotId read(int partition, Wire.SnapshotId wire) {
    return new SnapshotId(
        partition, wire.getIndex(), wire.getTerm(), wire.getLength(), wire.getChecksum());
  }

  private static Wire.SnapshotId write(SnapshotId id) {
    return Wire.SnapshotId.newBuilder()
        .setIndex(id.index())
        .setTerm(id.term())
        .setLength(id.length())
        .setChecksum(id.checksum())
        .build();
  }

  /** Fills in the body. */
  private record Writer(Wire.GroupMessage.Builder wire)
      implements TransferMessage.Visitor<Wire.GroupMessage.Builder> {
    @Override
    public Wire.GroupMessage.Builder request(Request m) {
      Wire.SnapshotRequest.Builder body =
          Wire.SnapshotRequest.newBuilder().setMinIndex(m.minIndex()).setPosition(m.position());
      m.snapshot().ifPresent(id -> body.setSnapshot(write(id)));
      return wire.setSnapshotRequest(body);
    }

    @Override
    public Wire.GroupMessage.Builder piece(Piece m) {
      return wire.setSnapshotPiece(Wire.SnapshotPiece.newBuilder()
          .setSnapshot(write(m.snapshot()))
          .setPosition(m.position())
          .setBytes(UnsafeByteOperations.unsafeWrap(m.bytes())));
    }

    @Override
    public Wire.GroupMessage.Builder unavailable(Unavailable m) {
      Wire.SnapshotUnavailable.Builder body =
          Wire.SnapshotUnavailable.newBuilder().setBusy(m.busy());
      m.snapshot().ifPresent(id -> body.setSnapshot(write(id)));
      return wire.setSnapshotUnavailable(body);
    }
  }
}
