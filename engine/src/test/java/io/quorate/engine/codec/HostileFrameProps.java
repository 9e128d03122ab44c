package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.raft.Message.AppendRequest;
import io.quorate.spi.EntryRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes are: a frame that keeps to the rules, or the one exception. */
class HostileFrameProps {
  private static final byte[] BODY = TestFrames.body(TestFrames.full());

  /** One thing that is done to a frame. */
  record Mutation(int at, int length, byte[] replacement) {
    byte[] apply(byte[] bytes) {
      int from = at % (bytes.length + 1);
      int to = Math.min(bytes.length, from + length);
      return ByteBuffer.allocate(bytes.length - (to - from) + replacement.length)
          .put(bytes, 0, from)
          .put(replacement)
          .put(bytes, to, bytes.length - to)
          .array();
    }
  }

  @Property(tries = 3000)
  void randomBytes(@ForAll byte @Size(max = 200) [] bytes) {
    assertSafe(ByteBuffer.wrap(bytes));
    assertSafe(TestFrames.sealed(bytes));
  }

  @Property(tries = 3000)
  void randomBytesBehindAValidHeader(
      @ForAll byte @Size(max = 100) [] bytes, @ForAll @IntRange(min = 0, max = 15) int field) {
    byte[] header = Arrays.copyOf(BODY, 2 + BODY[1]);
    ByteBuffer body = ByteBuffer.allocate(header.length + 2 + bytes.length)
        .put(header)
        .put((byte) (field << 3 | 2))
        .put((byte) bytes.length)
        .put(bytes);
    assertSafe(TestFrames.sealed(body.array()));
  }

  @Property(tries = 5000)
  void mutationsOfAValidFrame(@ForAll("mutations") List<Mutation> mutations) {
    byte[] bytes = BODY;
    for (Mutation mutation : mutations) {
      bytes = mutation.apply(bytes);
    }
    assertSafe(TestFrames.sealed(bytes));
    assertSafe(ByteBuffer.wrap(bytes));
  }

  @Property(tries = 1000)
  void truncationsOfAValidFrame(@ForAll @IntRange(min = 0, max = 10_000) int length) {
    assertSafe(TestFrames.sealed(Arrays.copyOf(BODY, length % BODY.length)));
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
    // Bytes that mean much: lengths, continued numbers, the largest numbers, tags.
    Arbitrary<byte[]> nasty = Arbitraries.of(
        new byte[] {0},
        new byte[] {-1},
        new byte[] {127},
        new byte[] {-1, -1, -1, -1, 7},
        new byte[] {-1, -1, -1, -1, 15},
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 127},
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        new byte[] {0x12, 0},
        new byte[] {0x1a, 0});
    return Combinators.combine(
            Arbitraries.integers().between(0, BODY.length),
            Arbitraries.integers().between(0, 9),
            Arbitraries.oneOf(bytes, nasty))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static void assertSafe(ByteBuffer bytes) {
    Frame frame;
    try {
      frame = TestFrames.decode(bytes);
    } catch (MalformedFrameException e) {
      return;
    }
    for (Envelope envelope : frame.groups()) {
      assertThat(envelope.partition()).isNotNegative();
      assertThat(envelope.message().term()).isNotNegative();
      if (envelope.message() instanceof AppendRequest request) {
        assertEntriesKeepToTheRules(envelope.partition(), request);
      }
    }
  }

  private static void assertEntriesKeepToTheRules(int partition, AppendRequest request) {
    long index = request.prevIndex();
    long term = request.prevTerm();
    for (EntryRecord entry : request.entries()) {
      assertThat(entry.index()).isEqualTo(++index);
      assertThat(entry.term()).isBetween(Math.max(1, term), request.term());
      term = entry.term();
      try {
        EntryRecords.verify(partition, entry);
      } catch (CorruptEntryException e) {
        throw new AssertionError(e);
      }
    }
  }
}
