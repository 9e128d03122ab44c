package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX_FRAME = 1 << 20;

  private final SharedBudget budget = new SharedBudget(2 << 20);
  private final List<ByteBuffer> frames = new ArrayList<>();
  private final FrameDecoder decoder = new FrameDecoder(MAX_FRAME, budget, frames::add);

  private static ByteBuffer prefix(int length) {
    return ByteBuffer.allocate(4).putInt(length).flip();
  }

  @Test
  void whatABatchWritesIsRead() throws IOException {
    AtomicInteger paces = new AtomicInteger();
    FrameBatch batch = new FrameBatch(paces::incrementAndGet);
    batch.add(ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2));
    batch.add(ByteBuffer.allocate(0));
    batch.add(ByteBuffer.allocateDirect(200_000));
    Buffer sink = new Buffer();
    batch.writeTo(sink);
    assertThat(batch.contentLength()).isEqualTo(sink.size()).isEqualTo(200_014);
    assertThat(batch.payloadBytes()).isEqualTo(200_002);
    assertThat(paces).hasValueGreaterThanOrEqualTo(3);
    assertThat(decoder.take(ByteBuffer.wrap(sink.readByteArray()))).isEmpty();
    assertThat(decoder.end()).isEmpty();
    assertThat(frames)
        .containsExactly(
            ByteBuffer.wrap(new byte[] {1, 2}),
            ByteBuffer.allocate(0),
            ByteBuffer.allocate(200_000));
  }

  @Test
  void aBatchTakesOneFrameOfAnySizeAndSeveralUpToABound() {
    FrameBatch batch = new FrameBatch(() -> {});
    ByteBuffer half = ByteBuffer.allocate(Protocol.MAX_BATCH_BYTES / 2 - Protocol.PREFIX_BYTES);
    assertThat(batch.hasRoomFor(ByteBuffer.allocate(MAX_FRAME))).isTrue();
    batch.add(half);
    assertThat(batch.hasRoomFor(half)).isTrue();
    batch.add(half);
    assertThat(batch.hasRoomFor(ByteBuffer.allocate(0))).isFalse();
    assertThat(batch.contentLength()).isEqualTo(Protocol.maxBodyBytes(1));
  }

  @Test
  void aClaimedLengthTakesNoMemoryUntilBytesCome() {
    assertThat(decoder.take(prefix(MAX_FRAME))).isEmpty();
    assertThat(budget.taken()).isLessThanOrEqualTo(4 << 10);
    decoder.take(ByteBuffer.allocate(100_000));
    assertThat(budget.taken()).isLessThanOrEqualTo(200_000);
    decoder.abandon();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void tooLargeALengthIsRefusedBeforeItsBytes() {
    assertThat(decoder.take(prefix(MAX_FRAME + 1))).hasValueSatisfying(problem -> {
      assertThat(problem.status()).isEqualTo(413);
      assertThat(problem.text())
          .isEqualTo("a frame of 1048577 bytes; at most 1048576 are accepted here");
    });
    assertThat(new FrameDecoder(MAX_FRAME, budget, frames::add).take(prefix(-1)))
        .hasValueSatisfying(problem -> assertThat(problem.text()).contains("4294967295 bytes"));
    assertThat(budget.taken()).isZero();
  }

  @Test
  void halfAFrameAndHalfALengthAreRefused() {
    decoder.take(prefix(10));
    decoder.take(ByteBuffer.allocate(9));
    assertThat(decoder.end())
        .contains(new FrameDecoder.Problem(400, "a frame that ends before its 10 bytes"));
    decoder.abandon();
    FrameDecoder other = new FrameDecoder(MAX_FRAME, budget, frames::add);
    other.take(ByteBuffer.allocate(3));
    assertThat(other.end())
        .contains(new FrameDecoder.Problem(400, "a length that ends before its 4 bytes"));
    assertThat(frames).isEmpty();
  }

  @Test
  void unfinishedFramesShareABound() {
    List<FrameDecoder> half = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      FrameDecoder another = new FrameDecoder(MAX_FRAME, budget, frames::add);
      another.take(prefix(MAX_FRAME));
      assertThat(another.take(ByteBuffer.allocate(MAX_FRAME - 1))).isEmpty();
      half.add(another);
    }
    assertThat(decoder.take(prefix(MAX_FRAME)))
        .hasValueSatisfying(problem -> assertThat(problem.status()).isEqualTo(503));
    decoder.abandon();
    half.forEach(FrameDecoder::abandon);
    assertThat(budget.taken()).isZero();
  }
}
