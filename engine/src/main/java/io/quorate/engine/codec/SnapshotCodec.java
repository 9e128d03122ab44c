package io.quorate.engine.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.engine.ticket.TicketsState;
import io.quorate.spi.LogBoundary;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.TreeMap;

/**
 * The beginning of a snapshot: magic bytes, the header's length, and the header; see
 * {@code quorate.proto}. What follows is the application's.
 */
public final class SnapshotCodec {
  private static final byte[] MAGIC = "QRTSNAP1".getBytes(StandardCharsets.US_ASCII);

  /**
   * A greater length is taken for damage. Open tickets stay far below it, unless configured not to.
   */
  private static final int MAX_HEADER_BYTES = 1 << 30;

  private SnapshotCodec() {}

  /**
   * Encodes the beginning of a snapshot.
   *
   * @param header what it holds beside the application's state
   * @return the first bytes of the snapshot
   */
  public static byte[] encode(SnapshotHeader header) {
    Wire.SnapshotHeader.Builder wire = Wire.SnapshotHeader.newBuilder()
        .setPartition(header.partition())
        .setIndex(header.core().boundary().index())
        .setTerm(header.core().boundary().term())
        .setTime(header.timestamp().packedTime())
        .setNode(header.timestamp().nodeId())
        .setDeliveredIndex(header.deliveredIndex())
        .setConfigurationIndex(header.core().configurationIndex())
        .setConfiguration(EntryRecords.wire(header.core().configuration()));
    header
        .tickets()
        .open()
        .forEach((ticket, entry) -> wire.addOpenTickets(Wire.OpenTicket.newBuilder()
            .setTime(ticket.packedTime())
            .setNode(ticket.nodeId())
            .setEntry(TicketCodec.wire(entry))));
    header
        .tickets()
        .decided()
        .forEach((ticket, verdict) -> wire.addDecidedTickets(Wire.DecidedTicket.newBuilder()
            .setDecision(TicketCodec.wire(new DecisionEntry(ticket, verdict.decision())))
            .setIndex(verdict.index())));
    byte[] body = wire.build().toByteArray();
    return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + body.length)
        .put(MAGIC)
        .putInt(body.length)
        .put(body)
        .array();
  }

  /**
   * Decodes the beginning of a snapshot.
   *
   * @param in the snapshot from its first byte; afterwards the application's state is next
   * @return what it holds beside that
   * @throws MalformedRecordException if it is no snapshot that this version understands
   * @throws IOException if it cannot be read
   */
  public static SnapshotHeader decode(InputStream in) throws MalformedRecordException, IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new MalformedRecordException("the snapshot does not begin as one of this version");
    }
    byte[] length = in.readNBytes(Integer.BYTES);
    int size = length.length < Integer.BYTES ? -1 : ByteBuffer.wrap(length).getInt();
    if (size < 0 || size > MAX_HEADER_BYTES) {
      throw new MalformedRecordException("the snapshot's header has no sound length");
    }
    byte[] body = in.readNBytes(size);
    if (body.length < size) {
      throw new EOFException("the snapshot ends within its header");
    }
    try {
      return header(Wire.SnapshotHeader.parseFrom(body));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException(
          "the snapshot's header is malformed: " + e.getMessage(), e);
    }
  }

  private static SnapshotHeader header(Wire.SnapshotHeader wire) {
    TreeMap<HybridTimestamp, TicketEntry> open = new TreeMap<>();
    for (Wire.OpenTicket one : wire.getOpenTicketsList()) {
      open.put(
          HybridTimestamp.unpack(one.getTime(), one.getNode()), TicketCodec.ticket(one.getEntry()));
    }
    LinkedHashMap<HybridTimestamp, TicketsState.Verdict> decided = new LinkedHashMap<>();
    for (Wire.DecidedTicket one : wire.getDecidedTicketsList()) {
      DecisionEntry decision = TicketCodec.decision(one.getDecision());
      decided.put(decision.ticket(), new TicketsState.Verdict(decision.decision(), one.getIndex()));
    }
    return new SnapshotHeader(
        wire.getPartition(),
        new Snapshot(
            new LogBoundary(wire.getIndex(), wire.getTerm()),
            wire.getConfigurationIndex(),
            EntryRecords.configuration(wire.getConfiguration())),
        HybridTimestamp.unpack(wire.getTime(), wire.getNode()),
        wire.getDeliveredIndex(),
        new TicketsState(open, decided));
  }
}
