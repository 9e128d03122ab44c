package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes, in whatever pieces. */
class FrameDecoderProps {
  private static final int MAX_FRAME = 20_000;

  private final SharedBudget budget = new SharedBudget(1 << 20);

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (size + i * 7);
    }
    return bytes;
  }

  @Property(tries = 300)
  void framesComeOutAsTheyWentInHoweverTheyAreCut(
      @ForAll @Size(max = 8) List<@IntRange(max = MAX_FRAME) Integer> sizes,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9_000) Integer> cuts) {
    ByteBuffer body =
        ByteBuffer.allocate(sizes.stream().mapToInt(size -> size + 4).sum());
    for (int size : sizes) {
      body.putInt(size).put(content(size));
    }
    body.flip();
    List<byte[]> frames = new ArrayList<>();
    FrameDecoder decoder = new FrameDecoder(MAX_FRAME, budget, frame -> frames.add(frame.array()));
    for (int i = 0; body.hasRemaining(); i++) {
      int length = Math.min(body.remaining(), cuts.get(i % cuts.size()));
      ByteBuffer piece = body.slice().limit(length);
      assertThat(decoder.take(piece)).isEmpty();
      assertThat(piece.hasRemaining()).isFalse();
      body.position(body.position() + length);
    }
    assertThat(decoder.end()).isEmpty();
    assertThat(frames).hasSameSizeAs(sizes);
    for (int i = 0; i < sizes.size(); i++) {
      assertThat(frames.get(i)).isEqualTo(content(sizes.get(i)));
    }
    assertThat(budget.taken()).isZero();
  }

  @Property(tries = 500)
  void noiseHarmsNobody(@ForAll @Size(max = 2_000) byte[] noise) {
    FrameDecoder decoder = new FrameDecoder(
        MAX_FRAME, budget, frame -> assertThat(frame.remaining()).isLessThanOrEqualTo(MAX_FRAME));
    decoder.take(ByteBuffer.wrap(noise)).or(decoder::end);
    decoder.abandon();
    assertThat(budget.taken()).isZero();
  }
}
