package io.quorate.engine.codec;

import io.quorate.HybridTimestamp;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.Message.Refusal;
import io.quorate.engine.system.ClusterId;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.Roster;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import io.quorate.engine.system.SystemMessage;
import io.quorate.engine.system.SystemMessage.Claimant;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.engine.system.SystemMessage.IdentityConflict;
import io.quorate.spi.EntryRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Frames and messages for tests. */
final class TestFrames {
  static final int MAX_BYTES = 1 << 20;
  private static final NodeAddress ADDRESS = new NodeAddress("node-1.example", 8001);
  static final FrameHeader HEADER =
      new FrameHeader(Optional.of(new ClusterId(-1, 7)), 1, OptionalInt.of(2), 0xB007, ADDRESS);
  static final FormationRecord FORMATION = FormationRecord.of(
      List.of(new Member(1, new StoreId(1, 1)), new Member(2, new StoreId(2, 2))), 8);

  private TestFrames() {}

  /** Entries of one partition, contiguous, with the terms given. */
  static List<EntryRecord> entries(int partition, long firstIndex, long... terms) {
    EntryCodec codec = new EntryCodec(partition, () -> new HybridTimestamp(5, 6, 7));
    List<EntryRecord> entries = new ArrayList<>();
    for (long term : terms) {
      long index = firstIndex + entries.size();
      entries.add(
          codec.encode(index, term, TestDraft.command("type", new byte[(int) (index % 50)])));
    }
    return entries;
  }

  /** At least one message of each type, for one partition. */
  static List<Message> messages(int partition) {
    return List.of(
        new Message.PreVoteRequest(6, 10, 5),
        new Message.PreVoteRequest(1, 0, 0),
        new Message.PreVoteResponse(6, null),
        new Message.PreVoteResponse(0, Refusal.LEADER_ALIVE),
        new Message.VoteRequest(6, 10, 5, true),
        new Message.VoteRequest(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, false),
        new Message.VoteResponse(6, null),
        new Message.VoteResponse(6, Refusal.ALREADY_VOTED),
        new Message.VoteResponse(6, Refusal.LOG_BEHIND),
        new Message.AppendRequest(6, 0, 0, 0, Long.MIN_VALUE, List.of()),
        new Message.AppendRequest(6, 10, 3, 99, -1, entries(partition, 11, 3, 3, 4, 6, 6, 6)),
        new Message.AppendAccepted(6, 16, Long.MAX_VALUE),
        new Message.AppendRefused(6, Refusal.LOG_MISMATCH, 10, 7, 2, 5),
        new Message.AppendRefused(7, Refusal.STALE_TERM, 10, 0, 0, 5),
        new Message.TimeoutNow(6),
        new Message.ConfirmRequest(6, 1),
        new Message.ConfirmResponse(6, Long.MAX_VALUE, null),
        new Message.ConfirmResponse(7, 1, Refusal.STALE_TERM),
        new Message.ReadIndexRequest(6, Long.MIN_VALUE),
        new Message.ReadIndexResponse(6, -1, 99, null),
        new Message.ReadIndexResponse(6, 5, 0, Refusal.NOT_LEADER),
        new Message.SnapshotOffer(6, 10, 5, -3));
  }

  /** The members of a formed cluster, one of whom is being replaced. */
  static Membership changed(FormationRecord record) {
    Roster roster = new Roster();
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>();
    addresses.put(record.members().get(0).nodeId(), ADDRESS);
    roster.apply(1, new SystemCommand.Cluster(record.partitions(), record.members(), addresses));
    int lost = record.members().get(0).nodeId();
    int fresh = record.members().stream().mapToInt(Member::nodeId).max().getAsInt() / 2 + 1;
    while (roster.membership().orElseThrow().member(fresh).isPresent()) {
      fresh++;
    }
    RosterEntry joining = new RosterEntry(new Member(fresh, new StoreId(0xF5E5, fresh)), ADDRESS);
    roster.apply(7, new SystemCommand.ReplaceMember(lost, joining));
    return roster.membership().orElseThrow();
  }

  /** At least one system message of each type. */
  static List<SystemMessage> systemMessages() {
    return List.of(
        new Hello(
            new Member(1, new StoreId(1, 1)),
            0xB007,
            ADDRESS,
            OptionalInt.empty(),
            true,
            8,
            Optional.empty(),
            false,
            Optional.empty(),
            -5,
            OptionalLong.empty(),
            Optional.empty()),
        new Hello(
            new Member(1, new StoreId(1, 1)),
            0xB007,
            ADDRESS,
            OptionalInt.of(2),
            false,
            8,
            Optional.of(FORMATION),
            true,
            Optional.of(changed(FORMATION)),
            0,
            OptionalLong.of(0),
            Optional.of(new NodeAddress("::1", 1))),
        new IdentityConflict(
            new Member(2, new StoreId(2, 2)), new Claimant(1, ADDRESS), new Claimant(2, ADDRESS)),
        new HelloRefused(HelloRefusal.STORE_REPLACED, "the disk was löst"),
        new HelloRefused(HelloRefusal.OTHER, ""));
  }

  static ByteBuffer encode(List<Envelope> groups, List<SystemMessage> system) {
    OutgoingFrame frame = new OutgoingFrame(MAX_BYTES);
    groups.forEach(e -> frame.add(e.partition(), e.message()));
    system.forEach(frame::add);
    return frame.encode(HEADER);
  }

  /** Messages in a form that is compared by content, entries included. */
  static List<Object> comparable(List<Envelope> groups) {
    List<Object> all = new ArrayList<>();
    for (Envelope envelope : groups) {
      all.add(envelope.partition());
      if (envelope.message() instanceof Message.AppendRequest m) {
        all.add(List.of(m.term(), m.prevIndex(), m.prevTerm(), m.commitIndex(), m.sentAt()));
        for (EntryRecord entry : m.entries()) {
          all.add(List.of(entry.index(), entry.term(), ByteBuffer.wrap(entry.bytes())));
        }
      } else {
        all.add(envelope.message());
      }
    }
    return all;
  }

  /** A frame with all kinds of messages. */
  static ByteBuffer full() {
    return encode(messages(3).stream().map(m -> new Envelope(3, m)).toList(), systemMessages());
  }

  static Frame decode(ByteBuffer frame) throws MalformedFrameException {
    return new FrameDecoder(MAX_BYTES).decode(frame);
  }

  /** The frame without its checksum. */
  static byte[] body(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.duplicate().get(bytes);
    return Arrays.copyOf(bytes, bytes.length - FrameLimits.CHECKSUM_LENGTH);
  }

  /** Adds a valid checksum, so that what is wrong before it is not found by that alone. */
  static ByteBuffer sealed(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return ByteBuffer.allocate(body.length + FrameLimits.CHECKSUM_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(body)
        .put((byte) 0x7d)
        .putInt((int) crc.getValue())
        .flip();
  }

  /** The least that a header says. */
  static Wire.FrameHeader.Builder header() {
    return Wire.FrameHeader.newBuilder()
        .setFrom(1)
        .setBootId(0xB007)
        .setAdvertised(Wire.Address.newBuilder().setHost("h").setPort(1));
  }

  static ByteBuffer sealed(Wire.Frame.Builder frame) {
    if (!frame.hasHeader()) {
      frame.setHeader(header());
    }
    return sealed(frame.build().toByteArray());
  }
}
