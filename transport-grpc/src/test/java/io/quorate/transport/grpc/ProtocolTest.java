package io.quorate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final int MAX_FRAME = 1_000;

  private final MethodDescriptor<Protocol.Inbound, Void> callee = Protocol.callee(MAX_FRAME);

  private static FrameBatch batch(ByteBuffer... frames) {
    FrameBatch batch = new FrameBatch();
    for (ByteBuffer frame : frames) {
      assertThat(batch.hasRoomFor(frame)).isTrue();
      batch.add(frame);
    }
    return batch;
  }

  private static byte[] drained(FrameBatch batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = new FrameBatchStream(batch).drainTo(out);
    assertThat(length).isEqualTo(out.size()).isEqualTo(batch.encodedBytes());
    return out.toByteArray();
  }

  private Protocol.Inbound parsed(byte... bytes) {
    return callee.parseRequest(new ByteArrayInputStream(bytes));
  }

  @Test
  void framesOfAllKindsOfBuffersSurvive() throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(20_000);
    for (int i = 0; i < 900; i++) {
      direct.put((byte) i);
    }
    direct.flip().position(3);
    ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3).slice();
    FrameBatch batch = batch(ByteBuffer.allocate(0), part, direct, part.asReadOnlyBuffer());

    Protocol.Inbound inbound = parsed(drained(batch));

    assertThat(inbound.problem()).isNull();
    assertThat(inbound.frames()).isEqualTo(List.of(ByteBuffer.allocate(0), part, direct, part));
    assertThat(batch.payloadBytes()).isEqualTo(3 + 897 + 3);
  }

  @Test
  void readingGivesTheSameBytesAsDraining() throws IOException {
    FrameBatch batch =
        batch(ByteBuffer.wrap(new byte[] {1, 2, 3}), ByteBuffer.wrap(new byte[] {(byte) 200}));
    try (InputStream stream = new FrameBatchStream(batch)) {
      assertThat(stream.available()).isEqualTo(12);
      int first = stream.read();
      byte[] rest = stream.readAllBytes();
      assertThat(first).isZero();
      assertThat(rest).isEqualTo(Arrays.copyOfRange(drained(batch), 1, 12));
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.available()).isZero();
    }
  }

  @Test
  void malformedMessagesAreReportedAfterTheirGoodFrames() {
    assertThat(parsed().problem()).isNull();
    Protocol.Inbound cut = parsed(new byte[] {0, 0, 0, 1, 7, 0, 0, 0, 2, 7});
    assertThat(cut.frames()).containsExactly(ByteBuffer.wrap(new byte[] {7}));
    assertThat(cut.problem()).contains("ends before its 2 bytes");
    assertThat(parsed(new byte[] {0, 0, 1}).problem()).contains("ends before its 4 bytes");
    assertThat(parsed(new byte[] {-1, -1, -1, -1}).problem())
        .contains("4294967295 bytes")
        .contains("at most 1000");
    assertThat(parsed(new byte[] {0, 0, 3, (byte) 233}).problem()).contains("1001 bytes");
  }

  @Test
  void aBatchTakesOneLargeFrameOrManySmallOnes() {
    FrameBatch large = batch(ByteBuffer.allocate(10 * FrameBatch.MAX_BYTES));
    assertThat(large.hasRoomFor(ByteBuffer.allocate(0))).isFalse();

    FrameBatch small = new FrameBatch();
    ByteBuffer frame = ByteBuffer.allocate(60);
    while (small.hasRoomFor(frame)) {
      small.add(frame);
    }
    assertThat(small.frames()).hasSize(FrameBatch.MAX_BYTES / 64);
    assertThat(small.encodedBytes())
        .isEqualTo(FrameBatch.MAX_BYTES)
        .isLessThanOrEqualTo(FrameBatch.maxMessageBytes(1));
    assertThat(FrameBatch.maxMessageBytes(1 << 20)).isEqualTo((1 << 20) + FrameBatch.PREFIX_BYTES);
  }
}
