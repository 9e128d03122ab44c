package io.quorate.engine.codec;

import static io.quorate.engine.codec.TestFrames.HEADER;
import static io.quorate.engine.codec.TestFrames.decode;
import static io.quorate.engine.codec.TestFrames.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.NodeAddress;
import io.quorate.config.QuorateKeys;
import io.quorate.engine.codec.OutgoingFrame.Added;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.SystemMessage;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FrameCodecTest {

  @Test
  void everyMessageComesBack() throws MalformedFrameException {
    List<Envelope> sent = new ArrayList<>();
    for (int partition : new int[] {0, 1, Integer.MAX_VALUE}) {
      TestFrames.messages(partition).forEach(m -> sent.add(new Envelope(partition, m)));
    }
    Frame frame = decode(encode(sent, TestFrames.systemMessages()));

    assertThat(frame.header()).isEqualTo(HEADER);
    assertThat(frame.groups()).usingRecursiveComparison().isEqualTo(sent);
    assertThat(frame.system()).isEqualTo(TestFrames.systemMessages());
    assertThat(frame.skipped()).isSameAs(Frame.Skipped.NOTHING);
  }

  @Test
  void theHeaderBeforeFormationComesBack() throws MalformedFrameException {
    FrameHeader header = new FrameHeader(
        Optional.empty(), 5, OptionalInt.empty(), Long.MIN_VALUE, HEADER.advertised());

    assertThat(decode(new OutgoingFrame(2048).encode(header)).header()).isEqualTo(header);
  }

  @Test
  void aFrameIsOneMessageOfTheProtocolsReference() throws InvalidProtocolBufferException {
    Wire.Frame frame = Wire.Frame.parseFrom(TestFrames.full());

    assertThat(frame.getUnknownFields().asMap()).isEmpty();
    assertThat(frame.getGroupsCount()).isEqualTo(TestFrames.messages(3).size());
    assertThat(frame.getSystemCount()).isEqualTo(TestFrames.systemMessages().size());
    assertThat(frame.getGroups(10).getAppendRequest().getRunTermsList())
        .containsExactly(3L, 4L, 6L);
    assertThat(frame.getGroups(10).getAppendRequest().getRunLengthsList()).containsExactly(2, 1, 3);
  }

  @Test
  void aFrameIsReadWhereverItsBytesAre() throws MalformedFrameException {
    ByteBuffer frame = TestFrames.full();
    Frame expected = decode(frame);
    ByteBuffer direct = ByteBuffer.allocateDirect(frame.remaining() + 20).position(7);
    direct.put(frame.duplicate()).limit(direct.position()).position(7);
    ByteBuffer inTheMiddle = ByteBuffer.allocate(frame.remaining() + 20).position(9);
    inTheMiddle.put(frame.duplicate()).limit(inTheMiddle.position()).position(9);

    for (ByteBuffer buffer :
        List.of(direct, direct.slice(), inTheMiddle, frame.asReadOnlyBuffer())) {
      int position = buffer.position();
      assertThat(decode(buffer)).usingRecursiveComparison().isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(position);
    }
  }

  @Test
  void nothingOfAFrameRefersToItsBytes() throws MalformedFrameException, CorruptEntryException {
    ByteBuffer buffer = TestFrames.full();
    Message.AppendRequest request =
        (Message.AppendRequest) decode(buffer).groups().get(10).message();
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0xFF);
    }
    EntryRecords.verify(3, request.entries().get(0));
  }

  @Test
  void aFullFrameSaysSoAndIsEmptyOnceEncoded() throws MalformedFrameException {
    OutgoingFrame frame = new OutgoingFrame(2048);
    Message message = new Message.AppendRequest(1, 0, 0, 0, 0, TestFrames.entries(1, 1, 1, 1, 1));
    int added = 0;
    while (frame.add(1, message) == Added.ADDED) {
      added++;
    }
    int size = frame.size();
    assertThat(frame.add(1, message)).isEqualTo(Added.FULL);
    assertThat(frame.size()).isEqualTo(size);
    ByteBuffer encoded = frame.encode(HEADER);

    assertThat(added).isGreaterThan(3);
    assertThat(encoded.remaining()).isLessThanOrEqualTo(size).isLessThanOrEqualTo(2048);
    assertThat(new FrameDecoder(2048).decode(encoded).groups()).hasSize(added);
    assertThat(frame.isEmpty()).isTrue();
    assertThat(frame.add(1, message)).isEqualTo(Added.ADDED);
  }

  @Test
  void whatFitsIntoNoFrameIsSaidToBeTooLarge() {
    OutgoingFrame frame = new OutgoingFrame(2048);
    SystemMessage message = new HelloRefused(HelloRefusal.OTHER, "x".repeat(2048));

    assertThat(frame.add(message)).isEqualTo(Added.TOO_LARGE);
    assertThat(frame.isEmpty()).isTrue();
  }

  @Test
  void aFrameOfTheLargestHeaderKeepsToTheLimit() {
    FrameHeader header = new FrameHeader(
        HEADER.cluster(),
        Integer.MAX_VALUE,
        OptionalInt.of(Integer.MAX_VALUE),
        -1,
        new NodeAddress("\u4e00".repeat(NodeAddress.MAX_HOST), 65535));
    OutgoingFrame frame = new OutgoingFrame(2048);
    int size = frame.size();

    assertThat(frame.encode(header).remaining()).isLessThanOrEqualTo(size);
  }

  @Test
  void aFrameHoldsNoMoreMessagesThanReceiversAllow() throws MalformedFrameException {
    OutgoingFrame frame = new OutgoingFrame(16 << 20);
    for (int i = 0; i < FrameLimits.MAX_ITEMS; i++) {
      assertThat(frame.add(i, new Message.TimeoutNow(1))).isEqualTo(Added.ADDED);
    }
    assertThat(frame.add(0, new Message.TimeoutNow(1))).isEqualTo(Added.FULL);
    assertThat(new FrameDecoder(16 << 20).decode(frame.encode(HEADER)).groups())
        .hasSize(FrameLimits.MAX_ITEMS);
  }

  @Test
  void theSizeBoundHoldsForEntriesOfAnyTerms() {
    long[] terms = new long[40];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = Long.MAX_VALUE - terms.length + i;
    }
    var entries = TestFrames.entries(Integer.MAX_VALUE, Long.MAX_VALUE - 100, terms);
    long bytes = entries.stream().mapToLong(e -> e.bytes().length).sum();
    OutgoingFrame frame = new OutgoingFrame(TestFrames.MAX_BYTES);
    frame.add(
        Integer.MAX_VALUE,
        new Message.AppendRequest(
            Long.MAX_VALUE, Long.MAX_VALUE - 101, 1, Long.MAX_VALUE, Long.MAX_VALUE, entries));

    assertThat((long) frame.size())
        .isLessThanOrEqualTo(OutgoingFrame.sizeBound(terms.length, bytes));
  }

  @Test
  void whateverANodeMayBeConfiguredToAdmitFitsIntoAFrameThatEveryNodeAccepts() {
    long largestEntry = QuorateKeys.MAX_ENTRY_BYTES.parse("16MiB") + 1024;
    long mostBytes = QuorateKeys.APPEND_MAX_BYTES.parse("8MiB");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuorateKeys.MAX_ENTRY_BYTES.parse("16777217"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuorateKeys.APPEND_MAX_BYTES.parse("8388609"));
    assertThat(OutgoingFrame.sizeBound(1, largestEntry)).isLessThan(FrameLimits.MAX_FRAME_BYTES);
    assertThat(OutgoingFrame.sizeBound(mostBytes / EntryRecords.MIN_LENGTH + 1, mostBytes))
        .isLessThan(FrameLimits.MAX_FRAME_BYTES);
  }

  @Test
  void aFrameGathersLittleButTakesOneLargeMessage() {
    OutgoingFrame frame = new OutgoingFrame(TestFrames.MAX_BYTES, 4096);
    HelloRefused small = new HelloRefused(HelloRefusal.OTHER, "x".repeat(3000));
    assertThat(frame.add(small)).isEqualTo(Added.ADDED);
    assertThat(frame.add(small)).isEqualTo(Added.FULL);
    frame.encode(HEADER);
    assertThat(frame.add(new HelloRefused(HelloRefusal.OTHER, "\u4e00".repeat(4000))))
        .isEqualTo(Added.ADDED);
    assertThat(frame.size()).isGreaterThan(4096);
  }

  @Test
  void aHeaderWithoutASenderCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new FrameHeader(Optional.empty(), 0, OptionalInt.empty(), 1, HEADER.advertised()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new FrameHeader(Optional.empty(), 1, OptionalInt.of(0), 1, HEADER.advertised()));
  }
}
