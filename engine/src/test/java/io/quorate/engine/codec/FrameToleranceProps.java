package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message.Builder;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.SystemMessage;
import io.quorate.spi.EntryRecord;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Frames of newer versions, frames at the ends of all ranges, and frames that want much memory. */
class FrameToleranceProps {
  private static final List<Object> GROUPS = TestFrames.comparable(
      TestFrames.messages(3).stream().map(m -> new Envelope(3, m)).toList());
  private static final List<SystemMessage> SYSTEM = TestFrames.systemMessages();

  /** A rolling upgrade ends at the first field that an old node stumbles over, wherever it is. */
  @Property(tries = 200)
  void unknownFieldsAnywhereChangeNothing(
      @ForAll @IntRange(min = 1, max = 4) int one, @ForAll Random random)
      throws MalformedFrameException, InvalidProtocolBufferException {
    Wire.Frame.Builder frame = Wire.Frame.parseFrom(TestFrames.body(TestFrames.full())).toBuilder();
    addUnknown(frame, random, one);
    Frame decoded = TestFrames.decode(TestFrames.sealed(frame.build().toByteArray()));
    assertThat(decoded.header()).isEqualTo(TestFrames.HEADER);
    assertThat(TestFrames.comparable(decoded.groups())).isEqualTo(GROUPS);
    assertThat(decoded.system()).isEqualTo(SYSTEM);
    assertThat(decoded.skipped().malformed()).isZero();
  }

  private static void addUnknown(Builder message, Random random, int one) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          Builder part =
              ((com.google.protobuf.Message) message.getRepeatedField(field, i)).toBuilder();
          addUnknown(part, random, one);
          message.setRepeatedField(field, i, part.build());
        }
      } else if (message.hasField(field)) {
        Builder part = ((com.google.protobuf.Message) message.getField(field)).toBuilder();
        addUnknown(part, random, one);
        message.setField(field, part.build());
      }
    }
    if (random.nextInt(one) == 0) {
      UnknownFieldSet.Field.Builder value = UnknownFieldSet.Field.newBuilder();
      switch (random.nextInt(4)) {
        case 0 -> value.addVarint(random.nextLong());
        case 1 -> value.addFixed64(random.nextLong());
        case 2 -> value.addLengthDelimited(ByteString.copyFrom(new byte[random.nextInt(50)]));
        default -> value.addFixed32(random.nextInt()).addFixed32(1);
      }
      message.setUnknownFields(UnknownFieldSet.newBuilder()
          .addField(1000 + random.nextInt(1000), value.build())
          .build());
    }
  }

  @Property(tries = 200)
  void everyMessageComesBackAtTheEndsOfAllRanges(@ForAll("extreme") List<Message> messages)
      throws MalformedFrameException {
    List<Envelope> groups = new ArrayList<>();
    messages.forEach(m -> groups.add(new Envelope(groups.size() % 2 * Integer.MAX_VALUE, m)));
    Frame frame = TestFrames.decode(TestFrames.encode(groups, List.of()));
    assertThat(TestFrames.comparable(frame.groups())).isEqualTo(TestFrames.comparable(groups));
    assertThat(frame.skipped()).isEqualTo(Frame.Skipped.NOTHING);
  }

  /** Entries without data, and one that nearly fills the frame. */
  @Property(tries = 50)
  void entriesOfAnySizeComeBackAndTheLimitIsKept(
      @ForAll List<@IntRange(max = 300_000) Integer> sizes, @ForAll @IntRange(max = 3) int empty)
      throws MalformedFrameException {
    EntryCodec codec = new EntryCodec(3, () -> HybridTimestamp.ZERO);
    List<EntryRecord> entries = new ArrayList<>();
    long bytes = 0;
    for (int size : sizes.subList(0, Math.min(sizes.size(), 6))) {
      entries.add(codec.encode(
          entries.size() + 1,
          1 + entries.size(),
          TestDraft.command("", new byte[size * empty / 3])));
      bytes += entries.get(entries.size() - 1).bytes().length;
    }
    OutgoingFrame frame = new OutgoingFrame(TestFrames.MAX_BYTES);
    Message request = new Message.AppendRequest(9, 0, 0, 0, 0, entries);
    OutgoingFrame.Added added = frame.add(3, request);
    if (OutgoingFrame.sizeBound(entries.size(), bytes) <= TestFrames.MAX_BYTES) {
      assertThat(added).isEqualTo(OutgoingFrame.Added.ADDED);
    }
    if (added == OutgoingFrame.Added.ADDED) {
      ByteBuffer encoded = frame.encode(TestFrames.HEADER);
      assertThat(encoded.remaining()).isLessThanOrEqualTo(TestFrames.MAX_BYTES);
      assertThat(TestFrames.comparable(TestFrames.decode(encoded).groups()))
          .isEqualTo(TestFrames.comparable(List.of(new Envelope(3, request))));
    }
  }

  /** A few bytes that claim to be gigabytes, or millions of things, must not be believed. */
  @Property(tries = 500)
  void aFrameTakesMemoryForWhatItHasAndNotForWhatItClaims(
      @ForAll @IntRange(min = 0, max = 100_000) int at,
      @ForAll("claims") byte[] claim,
      @ForAll @IntRange(max = 4) int replaced) {
    byte[] body = TestFrames.body(TestFrames.full());
    int from = at % (body.length - replaced);
    ByteBuffer mutated = ByteBuffer.allocate(body.length - replaced + claim.length)
        .put(body, 0, from)
        .put(claim)
        .put(body, from + replaced, body.length - from - replaced);
    ByteBuffer frame = TestFrames.sealed(mutated.array());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      TestFrames.decode(frame);
    } catch (MalformedFrameException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The frame has two kilobytes; messages of refusals and the loading of classes are in this too.
    assertThat(allocated).isLessThan(2 << 20);
  }

  @Provide
  Arbitrary<byte[]> claims() {
    return Arbitraries.of(
        new byte[] {-1, -1, -1, -1, 7},
        new byte[] {-1, -1, -1, 127},
        new byte[] {-128, -128, -128, 64},
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 127},
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        new byte[] {0x1a, -1, -1, -1, -1, 7},
        new byte[] {0x08, -1, -1, -1, -1, 7});
  }

  @Provide
  Arbitrary<List<Message>> extreme() {
    List<Long> ends = List.of(0L, 1L, 127L, 128L, 1L << 31, 1L << 62, Long.MAX_VALUE);
    Arbitrary<Long> positions = Arbitraries.of(ends);
    Arbitrary<Long> clocks =
        Arbitraries.of(Arrays.asList(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE));
    Arbitrary<Message.Refusal> refusals = Arbitraries.of(Message.Refusal.class);
    Arbitrary<Long> terms = positions.filter(t -> t > 0);
    return Arbitraries.<Message>oneOf(
            Combinators.combine(terms, positions, clocks).as(Message.AppendAccepted::new),
            Combinators.combine(terms, refusals, positions, positions, positions, clocks)
                .as(Message.AppendRefused::new),
            Combinators.combine(terms, positions, clocks)
                .as((t, i, c) -> new Message.AppendRequest(t, i, i == 0 ? 0 : t, i, c, List.of())),
            Combinators.combine(terms, positions, Arbitraries.of(true, false))
                .as((t, i, b) -> new Message.VoteRequest(t, i, i == 0 ? 0 : 1, b)),
            Combinators.combine(terms, positions)
                .as((t, i) -> new Message.PreVoteRequest(t, i, i == 0 ? 0 : 1)),
            Combinators.combine(terms, refusals.injectNull(0.5)).as(Message.VoteResponse::new),
            Combinators.combine(terms, refusals.injectNull(0.5)).as(Message.PreVoteResponse::new),
            terms.map(Message.TimeoutNow::new),
            Combinators.combine(terms, terms).as(Message.ConfirmRequest::new),
            Combinators.combine(terms, terms, refusals.injectNull(0.5))
                .as(Message.ConfirmResponse::new),
            Combinators.combine(terms, clocks).as(Message.ReadIndexRequest::new),
            Combinators.combine(terms, clocks, positions, refusals.injectNull(0.5))
                .as(Message.ReadIndexResponse::new))
        .list()
        .ofMaxSize(20);
  }
}
