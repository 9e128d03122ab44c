package io.quorate.engine.codec;

import static io.quorate.engine.codec.TestFrames.decode;
import static io.quorate.engine.codec.TestFrames.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quorate.engine.codec.MalformedFrameException.Reason;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.spi.EntryRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostileFrameTest {
  private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
      .addField(1000, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
      .build();

  private static final Wire.GroupMessage.Builder GOOD = Wire.GroupMessage.newBuilder()
      .setPartition(9)
      .setTimeoutNow(Wire.TimeoutNow.newBuilder().setTerm(1));

  @Test
  void everySingleFlippedBitOfAFrameIsFound() {
    byte[] frame = TestFrames.full().array();
    for (int bit = 0; bit < frame.length * 8; bit++) {
      byte[] flipped = frame.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(ByteBuffer.wrap(flipped), Reason.CHECKSUM);
    }
  }

  @Test
  void everyTruncatedFrameIsRefused() {
    ByteBuffer frame = TestFrames.full();
    for (int length = 0; length < frame.capacity(); length++) {
      assertRefused(frame.duplicate().limit(length), Reason.CHECKSUM);
    }
  }

  @Test
  void aFrameOverTheLimitIsRefused() {
    assertRefused(ByteBuffer.allocate(TestFrames.MAX_BYTES + 1), Reason.TOO_LARGE);
  }

  @Test
  void aFrameWithoutAValidHeaderIsRefused() {
    assertRefused(sealed(new byte[0]), Reason.HEADER);
    assertRefused(
        sealed(Wire.Frame.newBuilder().addGroups(GOOD).build().toByteArray()), Reason.HEADER);
    assertRefused(header(h -> h.setFrom(0)), Reason.HEADER);
    assertRefused(header(h -> h.setFrom(-1)), Reason.HEADER);
    assertRefused(header(h -> h.setTo(0)), Reason.HEADER);
    assertRefused(header(h -> h.clearAdvertised()), Reason.HEADER);
    assertRefused(header(h -> h.getAdvertisedBuilder().setPort(0)), Reason.HEADER);
    assertRefused(header(h -> h.setClusterId(ByteString.copyFrom(new byte[15]))), Reason.HEADER);
    byte[] once = Wire.Frame.newBuilder().setHeader(TestFrames.header()).build().toByteArray();
    assertRefused(
        sealed(ByteBuffer.allocate(2 * once.length).put(once).put(once).array()), Reason.HEADER);
  }

  @Test
  void aFrameWithTooManyMessagesIsRefused() {
    Wire.Frame.Builder frame = Wire.Frame.newBuilder();
    for (int i = 0; i <= FrameLimits.MAX_ITEMS; i++) {
      frame.addGroups(Wire.GroupMessage.getDefaultInstance());
    }
    assertRefused(sealed(frame), Reason.TOO_MANY_ITEMS);
  }

  @Test
  void aChecksumWithinAnotherFieldIsNone() {
    byte[] header =
        Wire.Frame.newBuilder().setHeader(TestFrames.header()).build().toByteArray();
    // A field of five bytes begins where the checksum should.
    assertRefused(
        sealed(ByteBuffer.allocate(header.length + 2)
            .put(header)
            .put((byte) 0x1a)
            .put((byte) 5)
            .array()),
        Reason.STRUCTURE);
    assertRefused(sealed(TestFrames.full().array()), Reason.STRUCTURE);
  }

  @Test
  void aFieldOfAnAbsurdLengthIsRefused() {
    for (int last : new int[] {0x07, 0x0f, 0x7f}) {
      byte[] body = TestFrames.body(sealed(Wire.Frame.newBuilder()));
      ByteBuffer longer = ByteBuffer.allocate(body.length + 6).put(body);
      longer.put((byte) 0x12).putInt(0xFFFFFFFF).put((byte) last);
      assertRefused(sealed(longer.array()), Reason.STRUCTURE);
    }
  }

  @Test
  void aGroupThatIsNotEndedIsRefused() {
    byte[] body = TestFrames.body(sealed(Wire.Frame.newBuilder()));
    for (int tag : new int[] {0x13, 0x14, 0x16, 0x17, 0x02}) {
      ByteBuffer longer = ByteBuffer.allocate(body.length + 1).put(body).put((byte) tag);
      assertRefused(sealed(longer.array()), Reason.STRUCTURE);
    }
    ByteBuffer nested = ByteBuffer.allocate(body.length + 100_000).put(body);
    while (nested.hasRemaining()) {
      nested.put((byte) 0x33);
    }
    assertRefused(sealed(nested.array()), Reason.STRUCTURE);
  }

  @Test
  void whatIsUnknownIsSkippedAndCounted() throws MalformedFrameException {
    Frame frame = decode(sealed(Wire.Frame.newBuilder()
        .setUnknownFields(UNKNOWN)
        .addGroups(Wire.GroupMessage.newBuilder().setPartition(1).setUnknownFields(UNKNOWN))
        .addGroups(GOOD)
        .addSystem(Wire.SystemMessage.newBuilder().setUnknownFields(UNKNOWN))));

    assertThat(frame.groups()).containsExactly(new Envelope(9, new Message.TimeoutNow(1)));
    assertThat(frame.system()).isEmpty();
    assertThat(frame.skipped()).isEqualTo(new Frame.Skipped(0, 3, List.of()));
  }

  @Test
  void unknownFieldsWithinAMessageHarmNothing() throws MalformedFrameException {
    Wire.AppendRequest append =
        Wire.AppendRequest.newBuilder().setTerm(1).setUnknownFields(UNKNOWN).build();
    Frame frame = decode(sealed(Wire.Frame.newBuilder()
        .setHeader(TestFrames.header().setUnknownFields(UNKNOWN))
        .addGroups(
            Wire.GroupMessage.newBuilder().setAppendRequest(append).setUnknownFields(UNKNOWN))));

    assertThat(frame.groups())
        .containsExactly(new Envelope(0, new Message.AppendRequest(1, 0, 0, 0, 0, List.of())));
    assertThat(frame.skipped()).isEqualTo(Frame.Skipped.NOTHING);
  }

  @Test
  void aReasonOfANewerVersionIsStillARefusalOfAHello() throws MalformedFrameException {
    Frame frame = decode(sealed(Wire.Frame.newBuilder()
        .addSystem(Wire.SystemMessage.newBuilder()
            .setHelloRefused(
                Wire.HelloRefused.newBuilder().setRefusalValue(1000).setText("no")))));

    assertThat(frame.system()).containsExactly(new HelloRefused(HelloRefusal.OTHER, "no"));
  }

  @Test
  void aBadEntryFailsItsRequestAlone() throws MalformedFrameException {
    EntryRecord entry = TestFrames.entries(3, 11, 2).get(0);
    assertThat(skipped(append(entry))).isEqualTo(new Frame.Skipped(0, 0, List.of()));

    byte[] flipped = entry.bytes().clone();
    flipped[20] ^= 1;
    assertMalformed(append(new EntryRecord(11, 2, flipped)), "checksum");
    assertMalformed(append(new EntryRecord(11, 2, new byte[0])), "15 bytes");
    assertMalformed(append(TestFrames.entries(3, 12, 2).get(0)), "checksum");
    assertMalformed(append(TestFrames.entries(3, 11, 3).get(0)), "checksum");
    assertMalformed(append(TestFrames.entries(4, 11, 2).get(0)), "checksum");
  }

  @Test
  void runsThatDoNotMatchTheRecordsAreMalformed() throws MalformedFrameException {
    assertMalformed(append(b -> b.clearRunTerms()), "run_lengths");
    assertMalformed(append(b -> b.clearRunTerms().clearRunLengths()), "beyond the runs");
    assertMalformed(append(b -> b.setRunLengths(0, 0)), "run_lengths");
    assertMalformed(append(b -> b.setRunLengths(0, 2)), "run_lengths");
    assertMalformed(append(b -> b.setRunLengths(0, -1)), "run_lengths");
    assertMalformed(append(b -> b.clearRecords()), "run_lengths");
    assertMalformed(append(b -> b.addRunTerms(2).addRunLengths(1)), "run_terms");
    assertMalformed(append(b -> b.addRunTerms(3).addRunLengths(Integer.MAX_VALUE)), "run_lengths");
  }

  @Test
  void termsThatCannotBeAreMalformed() throws MalformedFrameException {
    assertMalformed(append(b -> b.setTerm(0)), "term");
    assertMalformed(append(b -> b.setTerm(-1)), "term");
    assertMalformed(append(b -> b.setTerm(1).setPrevTerm(1)), "run_terms");
    assertMalformed(append(b -> b.setRunTerms(0, 0)), "run_terms");
    assertMalformed(append(b -> b.setRunTerms(0, -5)), "run_terms");
    assertMalformed(append(b -> b.setRunTerms(0, 1)), "run_terms");
    assertMalformed(append(b -> b.setPrevTerm(0)), "prev_term");
    assertMalformed(append(b -> b.setPrevTerm(6)), "prev_term");
    assertMalformed(append(b -> b.setPrevTerm(-1)), "prev_term");
    assertMalformed(append(b -> b.setPrevIndex(0)), "prev_term");
    assertMalformed(append(b -> b.setPrevIndex(-1)), "prev_index");
    assertMalformed(append(b -> b.setPrevIndex(Long.MAX_VALUE)), "prev_index");
    assertMalformed(append(b -> b.setCommitIndex(-1)), "commit_index");
  }

  @Test
  void otherValuesThatCannotBeAreMalformed() throws MalformedFrameException {
    assertMalformed(GOOD.clone().setPartition(-1), "partition 4294967295");
    assertMalformed(group(b -> b.setTimeoutNow(Wire.TimeoutNow.getDefaultInstance())), "term");
    assertMalformed(
        group(b -> b.setConfirmRequest(Wire.ConfirmRequest.newBuilder().setTerm(1))), "round");
    assertMalformed(
        group(b -> b.setConfirmResponse(Wire.ConfirmResponse.newBuilder().setRound(1))), "term");
    assertMalformed(
        group(b -> b.setReadIndexRequest(Wire.ReadIndexRequest.getDefaultInstance())), "term");
    assertMalformed(
        group(b -> b.setReadIndexResponse(
            Wire.ReadIndexResponse.newBuilder().setTerm(1).setIndex(-1))),
        "index");
    assertMalformed(
        group(b -> b.setPreVoteRequest(Wire.PreVoteRequest.getDefaultInstance())), "term");
    assertMalformed(
        group(b -> b.setVoteRequest(Wire.VoteRequest.newBuilder().setTerm(1).setLastIndex(-1))),
        "last_index");
    assertMalformed(
        group(b -> b.setVoteRequest(Wire.VoteRequest.newBuilder().setTerm(1).setLastIndex(1))),
        "last_term");
    assertMalformed(
        group(
            b -> b.setVoteResponse(Wire.VoteResponse.newBuilder().setTerm(1).setRefusalValue(77))),
        "refusal");
    assertMalformed(
        group(b -> b.setVoteResponse(Wire.VoteResponse.newBuilder().setTerm(1).setRefusalValue(0))),
        "refusal");
    assertMalformed(
        group(b -> b.setPreVoteResponse(Wire.PreVoteResponse.newBuilder().setTerm(-1))), "term");
    assertMalformed(
        group(b -> b.setAppendRefused(Wire.AppendRefused.newBuilder().setTerm(1))), "refusal");
    assertMalformed(
        group(b ->
            b.setAppendAccepted(Wire.AppendAccepted.newBuilder().setTerm(1).setMatchIndex(-1))),
        "match_index");
  }

  @Test
  void systemMessagesThatCannotBeAreMalformed() throws MalformedFrameException {
    assertThat(skipped(hello(h -> {}))).isEqualTo(Frame.Skipped.NOTHING);
    for (Wire.Frame.Builder bad : List.of(
        hello(h -> h.clearMember()),
        hello(h -> h.getMemberBuilder().setNodeId(2)),
        hello(h -> h.setBootId(1)),
        hello(h -> h.clearAdvertised()),
        hello(h -> h.getAdvertisedBuilder().setPort(0)),
        hello(h -> h.getAdvertisedBuilder().setPort(65536)),
        hello(h -> h.getAdvertisedBuilder().setHost("a b")),
        hello(h -> h.getAdvertisedBuilder().setHost("a".repeat(256))),
        hello(h -> h.setPartitions(0)),
        hello(h -> h.setExpectedMembers(0)),
        hello(h -> h.setRecordConfirmed(true)),
        hello(h -> h.setFormationRecord(ByteString.copyFromUtf8("garbage"))),
        hello(h -> h.setFormationRecord(ByteString.copyFrom(new byte[1 << 17]))))) {
      Frame frame = decode(sealed(bad.addGroups(GOOD)));
      assertThat(frame.groups()).hasSize(1);
      assertThat(frame.skipped().malformed()).isEqualTo(1);
    }
  }

  @Test
  void problemsAreCountedButNotKeptWithoutBound() throws MalformedFrameException {
    Wire.Frame.Builder frame = Wire.Frame.newBuilder();
    for (int i = 0; i < 1000; i++) {
      frame.addGroups(
          Wire.GroupMessage.newBuilder().setTimeoutNow(Wire.TimeoutNow.getDefaultInstance()));
    }
    Frame.Skipped skipped = decode(sealed(frame)).skipped();

    assertThat(skipped.malformed()).isEqualTo(1000);
    assertThat(skipped.problems()).hasSize(8);
  }

  private static Wire.GroupMessage.Builder append(EntryRecord entry) {
    return append(b -> b.setRecords(0, ByteString.copyFrom(entry.bytes())));
  }

  /** A request with the entry 11 of term 2, changed. */
  private static Wire.GroupMessage.Builder append(Consumer<Wire.AppendRequest.Builder> change) {
    Wire.AppendRequest.Builder body = Wire.AppendRequest.newBuilder()
        .setTerm(5)
        .setPrevIndex(10)
        .setPrevTerm(2)
        .addRunTerms(2)
        .addRunLengths(1)
        .addRecords(ByteString.copyFrom(TestFrames.entries(3, 11, 2).get(0).bytes()));
    change.accept(body);
    return Wire.GroupMessage.newBuilder().setPartition(3).setAppendRequest(body);
  }

  private static Wire.GroupMessage.Builder group(Consumer<Wire.GroupMessage.Builder> body) {
    Wire.GroupMessage.Builder group = Wire.GroupMessage.newBuilder().setPartition(3);
    body.accept(group);
    return group;
  }

  private static Wire.Frame.Builder hello(Consumer<Wire.Hello.Builder> change) {
    Wire.Hello.Builder hello = Wire.Hello.newBuilder()
        .setMember(
            Wire.Member.newBuilder().setNodeId(1).setStoreId(ByteString.copyFrom(new byte[16])))
        .setBootId(0xB007)
        .setAdvertised(Wire.Address.newBuilder().setHost("h").setPort(1))
        .setPartitions(1);
    change.accept(hello);
    return Wire.Frame.newBuilder().addSystem(Wire.SystemMessage.newBuilder().setHello(hello));
  }

  private static ByteBuffer header(Consumer<Wire.FrameHeader.Builder> change) {
    Wire.FrameHeader.Builder header = TestFrames.header();
    change.accept(header);
    return sealed(Wire.Frame.newBuilder().setHeader(header));
  }

  private static Frame.Skipped skipped(Wire.GroupMessage.Builder group)
      throws MalformedFrameException {
    return skipped(Wire.Frame.newBuilder().addGroups(group));
  }

  private static Frame.Skipped skipped(Wire.Frame.Builder frame) throws MalformedFrameException {
    return decode(sealed(frame)).skipped();
  }

  /** The message is skipped, with this problem, and the good one behind it is not. */
  private static void assertMalformed(Wire.GroupMessage.Builder group, String problem)
      throws MalformedFrameException {
    Frame frame = decode(sealed(Wire.Frame.newBuilder().addGroups(group).addGroups(GOOD)));

    assertThat(frame.groups()).containsExactly(new Envelope(9, new Message.TimeoutNow(1)));
    assertThat(frame.skipped().malformed()).isEqualTo(1);
    assertThat(frame.skipped().problems()).singleElement().asString().contains(problem);
  }

  private static void assertRefused(ByteBuffer frame, Reason reason) {
    assertThatExceptionOfType(MalformedFrameException.class)
        .isThrownBy(() -> decode(frame))
        .matches(e -> e.reason() == reason, "is " + reason);
  }
}
