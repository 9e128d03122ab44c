package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.snapshot.TransferMessage.Piece;
import io.quorate.engine.snapshot.TransferMessage.Request;
import io.quorate.engine.snapshot.TransferMessage.Unavailable;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What moves snapshots comes through frames as it was, and nonsense does not come through. */
class TransferCodecTest {
  private static final SnapshotId ID = new SnapshotId(3, 100, 7, 5_000_000_000L, -1);

  private static Frame through(TransferMessage... messages) throws MalformedFrameException {
    OutgoingFrame frame = new OutgoingFrame(TestFrames.MAX_BYTES);
    for (TransferMessage message : messages) {
      assertThat(frame.add(3, message)).isEqualTo(OutgoingFrame.Added.ADDED);
    }
    return TestFrames.decode(frame.encode(TestFrames.HEADER));
  }

  @Test
  void requestsAndRefusalsComeAsTheyWere() throws Exception {
    List<TransferMessage> all = List.of(
        new Request(Optional.empty(), 99, 0),
        new Request(Optional.of(ID), 0, 4_999_999_999L),
        new Unavailable(Optional.empty(), true),
        new Unavailable(Optional.of(ID), false));
    Frame frame = through(all.toArray(TransferMessage[]::new));
    assertThat(frame.skipped()).isEqualTo(Frame.Skipped.NOTHING);
    assertThat(frame.groups()).isEmpty();
    assertThat(frame.transfers())
        .containsExactlyElementsOf(
            all.stream().map(message -> new TransferEnvelope(3, message)).toList());
  }

  @Test
  void aPieceComesAsItWas() throws Exception {
    byte[] bytes = {1, 2, 3};
    Piece piece = (Piece) through(new Piece(ID, 17, bytes)).transfers().get(0).message();
    assertThat(piece.snapshot()).isEqualTo(ID);
    assertThat(piece.position()).isEqualTo(17);
    assertThat(piece.bytes()).isEqualTo(bytes);
  }

  /** Such a piece would be written where there is no place for it. */
  @Test
  void whatLiesOutsideOfItsSnapshotIsSkipped() throws Exception {
    Wire.SnapshotId id =
        Wire.SnapshotId.newBuilder().setIndex(1).setTerm(1).setLength(10).build();
    for (Wire.GroupMessage.Builder bad : List.of(
        Wire.GroupMessage.newBuilder()
            .setSnapshotPiece(Wire.SnapshotPiece.newBuilder().setSnapshot(id).setPosition(11)),
        Wire.GroupMessage.newBuilder()
            .setSnapshotPiece(Wire.SnapshotPiece.newBuilder().setSnapshot(id).setPosition(-1)),
        Wire.GroupMessage.newBuilder()
            .setSnapshotRequest(Wire.SnapshotRequest.newBuilder().setMinIndex(-1)),
        Wire.GroupMessage.newBuilder()
            .setSnapshotRequest(
                Wire.SnapshotRequest.newBuilder().setSnapshot(id.toBuilder().setIndex(0))),
        Wire.GroupMessage.newBuilder()
            .setSnapshotOffer(
                Wire.SnapshotOffer.newBuilder().setTerm(1).setIndex(0).setLastTerm(0)))) {
      Frame frame = TestFrames.decode(TestFrames.sealed(Wire.Frame.newBuilder()
          .setHeader(TestFrames.header().setTo(2))
          .addGroups(bad.setPartition(3))));
      assertThat(frame.transfers()).isEmpty();
      assertThat(frame.groups()).isEmpty();
      assertThat(frame.skipped().malformed()).isEqualTo(1);
    }
  }
}
