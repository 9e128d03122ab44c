package io.quorate.engine.codec;

import com.google.protobuf.UnsafeByteOperations;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemMessage;
import io.quorate.engine.system.SystemMessage.Claimant;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.engine.system.SystemMessage.IdentityConflict;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Messages outside of any group, to and from their wire form, and the parts that they share with
 * what is stored. What breaks a rule of {@code quorate.proto} is an
 * {@link IllegalArgumentException}.
 */
final class SystemWire {
  /**
   * Enough for thousands of members, and too little for one message to become a flood of objects.
   */
  private static final int MAX_FORMATION_LENGTH = 1 << 16;

  /** The same, with addresses. */
  private static final int MAX_MEMBERSHIP_LENGTH = 1 << 18;

  private SystemWire() {}

  static Wire.SystemMessage write(SystemMessage message) {
    return message.accept(new Writer(Wire.SystemMessage.newBuilder())).build();
  }

  /** The message in a wire form that has a body. */
  static SystemMessage read(Wire.SystemMessage wire) {
    return switch (wire.getBodyCase()) {
      case HELLO -> read(wire.getHello());
      case IDENTITY_CONFLICT -> read(wire.getIdentityConflict());
      case HELLO_REFUSED ->
        new HelloRefused(
            read(wire.getHelloRefused().getRefusal()), wire.getHelloRefused().getText());
      case BODY_NOT_SET -> throw new IllegalArgumentException("it has no body");
    };
  }

  static Wire.Member write(Member member) {
    return Wire.Member.newBuilder()
        .setNodeId(member.nodeId())
        .setStoreId(UnsafeByteOperations.unsafeWrap(member.storeId().bytes()))
        .build();
  }

  static Member read(Wire.Member wire) {
    return new Member(wire.getNodeId(), StoreId.of(wire.getStoreId().toByteArray()));
  }

  static Wire.Address write(NodeAddress address) {
    return Wire.Address.newBuilder()
        .setHost(address.host())
        .setPort(address.port())
        .build();
  }

  static NodeAddress read(Wire.Address wire) {
    if (wire.getPort() == 0) {
      throw new IllegalArgumentException("the address of '" + wire.getHost() + "' has no port");
    }
    return new NodeAddress(wire.getHost(), wire.getPort());
  }

  private static Hello read(Wire.Hello m) {
    return new Hello(
        read(m.getMember()),
        m.getBootId(),
        read(m.getAdvertised()),
        m.hasExpectedMembers() ? OptionalInt.of(m.getExpectedMembers()) : OptionalInt.empty(),
        m.getJoins(),
        m.getPartitions(),
        formation(m),
        m.getRecordConfirmed(),
        membership(m),
        m.getNonce(),
        m.hasEchoedNonce() ? OptionalLong.of(m.getEchoedNonce()) : OptionalLong.empty(),
        m.hasDialled() ? Optional.of(read(m.getDialled())) : Optional.empty());
  }

  private static Optional<FormationRecord> formation(Wire.Hello m) {
    if (!m.hasFormationRecord()) {
      return Optional.empty();
    }
    if (m.getFormationRecord().size() > MAX_FORMATION_LENGTH) {
      throw new IllegalArgumentException(
          "a formation record has " + m.getFormationRecord().size() + " bytes");
    }
    try {
      return Optional.of(SystemCodec.formationRecord(m.getFormationRecord().toByteArray()));
    } catch (MalformedRecordException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Optional<Membership> membership(Wire.Hello m) {
    if (!m.hasMembership()) {
      return Optional.empty();
    }
    if (m.getMembership().size() > MAX_MEMBERSHIP_LENGTH) {
      throw new IllegalArgumentException("a membership has " + m.getMembership().size() + " bytes");
    }
    try {
      return Optional.of(SystemCodec.membership(m.getMembership().toByteArray()));
    } catch (MalformedRecordException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static IdentityConflict read(Wire.IdentityConflict m) {
    return new IdentityConflict(read(m.getMember()), read(m.getOne()), read(m.getOther()));
  }

  private static Claimant read(Wire.Claimant m) {
    return new Claimant(m.getBootId(), read(m.getAddress()));
  }

  private static HelloRefusal read(Wire.HelloRefusal refusal) {
    return switch (refusal) {
      case HELLO_REFUSAL_DIFFERENT_EXPECTATION -> HelloRefusal.DIFFERENT_EXPECTATION;
      case HELLO_REFUSAL_DIFFERENT_PARTITIONS -> HelloRefusal.DIFFERENT_PARTITIONS;
      case HELLO_REFUSAL_DIFFERENT_MEMBERS -> HelloRefusal.DIFFERENT_MEMBERS;
      case HELLO_REFUSAL_DIFFERENT_CLUSTER -> HelloRefusal.DIFFERENT_CLUSTER;
      case HELLO_REFUSAL_STORE_REPLACED -> HelloRefusal.STORE_REPLACED;
      case HELLO_REFUSAL_NOT_A_MEMBER -> HelloRefusal.NOT_A_MEMBER;
      // A refusal stays one, whatever the reason.
      case HELLO_REFUSAL_OTHER, HELLO_REFUSAL_UNSPECIFIED, UNRECOGNIZED -> HelloRefusal.OTHER;
    };
  }

  private static Wire.HelloRefusal write(HelloRefusal refusal) {
    return switch (refusal) {
      case DIFFERENT_EXPECTATION -> Wire.HelloRefusal.HELLO_REFUSAL_DIFFERENT_EXPECTATION;
      case DIFFERENT_PARTITIONS -> Wire.HelloRefusal.HELLO_REFUSAL_DIFFERENT_PARTITIONS;
      case DIFFERENT_MEMBERS -> Wire.HelloRefusal.HELLO_REFUSAL_DIFFERENT_MEMBERS;
      case DIFFERENT_CLUSTER -> Wire.HelloRefusal.HELLO_REFUSAL_DIFFERENT_CLUSTER;
      case STORE_REPLACED -> Wire.HelloRefusal.HELLO_REFUSAL_STORE_REPLACED;
      case NOT_A_MEMBER -> Wire.HelloRefusal.HELLO_REFUSAL_NOT_A_MEMBER;
      case OTHER -> Wire.HelloRefusal.HELLO_REFUSAL_OTHER;
    };
  }

  private static Wire.Claimant write(Claimant claimant) {
    return Wire.Claimant.newBuilder()
        .setBootId(claimant.bootId())
        .setAddress(write(claimant.address()))
        .build();
  }

  /** Fills in the body. */
  private record Writer(Wire.SystemMessage.Builder wire)
      implements SystemMessage.Visitor<Wire.SystemMessage.Builder> {
    @Override
    public Wire.SystemMessage.Builder hello(Hello m) {
      Wire.Hello.Builder body = Wire.Hello.newBuilder()
          .setMember(write(m.member()))
          .setBootId(m.bootId())
          .setAdvertised(write(m.advertised()))
          .setJoins(m.joins())
          .setPartitions(m.partitions())
          .setRecordConfirmed(m.recordConfirmed())
          .setNonce(m.nonce());
      m.expectedMembers().ifPresent(body::setExpectedMembers);
      m.formation()
          .ifPresent(
              r -> body.setFormationRecord(UnsafeByteOperations.unsafeWrap(SystemCodec.encode(r))));
      m.membership()
          .ifPresent(
              all -> body.setMembership(UnsafeByteOperations.unsafeWrap(SystemCodec.encode(all))));
      m.echoedNonce().ifPresent(body::setEchoedNonce);
      m.dialled().ifPresent(a -> body.setDialled(write(a)));
      return wire.setHello(body);
    }

    @Override
    public Wire.SystemMessage.Builder identityConflict(IdentityConflict m) {
      return wire.setIdentityConflict(Wire.IdentityConflict.newBuilder()
          .setMember(write(m.member()))
          .setOne(write(m.one()))
          .setOther(write(m.other())));
    }

    @Override
    public Wire.SystemMessage.Builder helloRefused(HelloRefused m) {
      return wire.setHelloRefused(
          Wire.HelloRefused.newBuilder().setRefusal(write(m.refusal())).setText(m.text()));
    }
  }
}
