package io.quorate.engine.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Formation records and the commands of partition 0, to and from their stored form. For any thread.
 */
public final class SystemCodec {
  private SystemCodec() {}

  /**
   * Encodes a formation record.
   *
   * @param formation the record
   * @return its stored form
   */
  public static byte[] encode(FormationRecord formation) {
    Wire.FormationRecord.Builder wire =
        Wire.FormationRecord.newBuilder().setPartitions(formation.partitions());
    formation.members().forEach(member -> wire.addMembers(SystemWire.write(member)));
    return wire.build().toByteArray();
  }

  /**
   * Decodes a formation record.
   *
   * @param bytes its stored form
   * @return the record
   * @throws MalformedRecordException if it is none
   */
  public static FormationRecord formationRecord(byte[] bytes) throws MalformedRecordException {
    try {
      Wire.FormationRecord wire = Wire.FormationRecord.parseFrom(bytes);
      return new FormationRecord(
          wire.getMembersList().stream().map(SystemWire::read).collect(Collectors.toList()),
          wire.getPartitions());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException("the formation record is malformed: " + e.getMessage(), e);
    }
  }

  /**
   * Encodes a command of partition 0.
   *
   * @param command the command
   * @return the data of its entry
   */
  public static byte[] encode(SystemCommand command) {
    return command.accept(new Writer()).build().toByteArray();
  }

  /**
   * Decodes a command of partition 0.
   *
   * @param data of its entry
   * @return the command
   * @throws MalformedRecordException if it is none, or if this version does not know it; then the
   *     partition must not be applied any further by this version
   */
  public static SystemCommand systemCommand(byte[] data) throws MalformedRecordException {
    try {
      Wire.SystemCommand wire = Wire.SystemCommand.parseFrom(data);
      return switch (wire.getBodyCase()) {
        case CLUSTER -> read(wire.getCluster());
        case MEMBER_ADDRESS ->
          new MemberAddress(
              wire.getMemberAddress().getNodeId(),
              SystemWire.read(wire.getMemberAddress().getAddress()));
        case BODY_NOT_SET -> throw new IllegalArgumentException("it is unknown to this version");
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException(
          "the system command cannot be understood: " + e.getMessage(), e);
    }
  }

  private static Cluster read(Wire.Cluster wire) {
    List<RosterEntry> roster = wire.getRosterList().stream()
        .map(r -> new RosterEntry(SystemWire.read(r.getMember()), SystemWire.read(r.getAddress())))
        .collect(Collectors.toList());
    return new Cluster(wire.getPartitions(), roster);
  }

  private static final class Writer implements SystemCommand.Visitor<Wire.SystemCommand.Builder> {
    @Override
    public Wire.SystemCommand.Builder cluster(Cluster c) {
      Wire.Cluster.Builder body = Wire.Cluster.newBuilder().setPartitions(c.partitions());
      for (RosterEntry entry : c.roster()) {
        body.addRoster(Wire.RosterEntry.newBuilder()
            .setMember(SystemWire.write(entry.member()))
            .setAddress(SystemWire.write(entry.address())));
      }
      return Wire.SystemCommand.newBuilder().setCluster(body);
    }

    @Override
    public Wire.SystemCommand.Builder memberAddress(MemberAddress c) {
      return Wire.SystemCommand.newBuilder()
          .setMemberAddress(Wire.MemberAddress.newBuilder()
              .setNodeId(c.nodeId())
              .setAddress(SystemWire.write(c.address())));
    }
  }
}
