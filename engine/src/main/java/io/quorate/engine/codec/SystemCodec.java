package io.quorate.engine.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.Replacement;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.MemberReplaced;
import io.quorate.engine.system.SystemCommand.ReplaceMember;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Formation records, who belongs to a cluster, and the commands of partition 0, to and from their
 * stored form. For any thread.
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
   * Encodes who belongs to a cluster.
   *
   * @param membership the members
   * @return the stored form
   */
  public static byte[] encode(Membership membership) {
    Wire.Membership.Builder wire =
        Wire.Membership.newBuilder().setVersion(membership.version()).addAllLeft(membership.left());
    membership.members().forEach(member -> wire.addMembers(SystemWire.write(member)));
    membership.addresses().forEach((id, address) -> wire.addAddresses(write(id, address)));
    membership
        .replacement()
        .ifPresent(open -> wire.addAllLeaving(open.leaving()).setJoining(open.joining()));
    return wire.build().toByteArray();
  }

  /**
   * Decodes who belongs to a cluster.
   *
   * @param bytes the stored form
   * @return the members
   * @throws MalformedRecordException if it is none
   */
  public static Membership membership(byte[] bytes) throws MalformedRecordException {
    try {
      Wire.Membership wire = Wire.Membership.parseFrom(bytes);
      TreeMap<Integer, NodeAddress> addresses = new TreeMap<>();
      wire.getAddressesList()
          .forEach(a -> addresses.put(a.getNodeId(), SystemWire.read(a.getAddress())));
      return new Membership(
          wire.getVersion(),
          wire.getMembersList().stream().map(SystemWire::read).collect(Collectors.toList()),
          addresses,
          new TreeSet<>(wire.getLeftList()),
          wire.getJoining() == 0
              ? Optional.empty()
              : Optional.of(
                  new Replacement(new TreeSet<>(wire.getLeavingList()), wire.getJoining())));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException("the members are malformed: " + e.getMessage(), e);
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
        case REPLACE_MEMBER ->
          new ReplaceMember(
              wire.getReplaceMember().getLost(), read(wire.getReplaceMember().getReplacement()));
        case MEMBER_REPLACED -> new MemberReplaced(wire.getMemberReplaced().getJoining());
        case BODY_NOT_SET -> throw new IllegalArgumentException("it is unknown to this version");
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException(
          "the system command cannot be understood: " + e.getMessage(), e);
    }
  }

  private static Cluster read(Wire.Cluster wire) {
    List<Member> members = new ArrayList<>();
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>();
    for (Wire.RosterEntry entry : wire.getRosterList()) {
      Member member = SystemWire.read(entry.getMember());
      members.add(member);
      if (entry.hasAddress()) {
        addresses.put(member.nodeId(), SystemWire.read(entry.getAddress()));
      }
    }
    return new Cluster(wire.getPartitions(), members, addresses);
  }

  private static RosterEntry read(Wire.RosterEntry wire) {
    return new RosterEntry(SystemWire.read(wire.getMember()), SystemWire.read(wire.getAddress()));
  }

  private static Wire.RosterEntry.Builder write(RosterEntry entry) {
    return Wire.RosterEntry.newBuilder()
        .setMember(SystemWire.write(entry.member()))
        .setAddress(SystemWire.write(entry.address()));
  }

  private static Wire.MemberAddress.Builder write(int nodeId, NodeAddress address) {
    return Wire.MemberAddress.newBuilder().setNodeId(nodeId).setAddress(SystemWire.write(address));
  }

  private static final class Writer implements SystemCommand.Visitor<Wire.SystemCommand.Builder> {
    @Override
    public Wire.SystemCommand.Builder cluster(Cluster c) {
      Wire.Cluster.Builder body = Wire.Cluster.newBuilder().setPartitions(c.partitions());
      for (Member member : c.members()) {
        Wire.RosterEntry.Builder entry =
            Wire.RosterEntry.newBuilder().setMember(SystemWire.write(member));
        NodeAddress address = c.addresses().get(member.nodeId());
        if (address != null) {
          entry.setAddress(SystemWire.write(address));
        }
        body.addRoster(entry);
      }
      return Wire.SystemCommand.newBuilder().setCluster(body);
    }

    @Override
    public Wire.SystemCommand.Builder memberAddress(MemberAddress c) {
      return Wire.SystemCommand.newBuilder().setMemberAddress(write(c.nodeId(), c.address()));
    }

    @Override
    public Wire.SystemCommand.Builder replaceMember(ReplaceMember c) {
      return Wire.SystemCommand.newBuilder()
          .setReplaceMember(Wire.ReplaceMember.newBuilder()
              .setLost(c.lost())
              .setReplacement(write(c.replacement())));
    }

    @Override
    public Wire.SystemCommand.Builder memberReplaced(MemberReplaced c) {
      return Wire.SystemCommand.newBuilder()
          .setMemberReplaced(Wire.MemberReplaced.newBuilder().setJoining(c.joining()));
    }
  }
}
