package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.UnknownFieldSet;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.ReplaceMember;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SystemCodecTest {
  private static final Member ONE = new Member(1, new StoreId(1, 2));
  private static final Member TWO = new Member(2, new StoreId(3, 4));
  private static final FormationRecord FORMATION = FormationRecord.of(List.of(TWO, ONE), 8);

  @Test
  void aFormationRecordComesBack() throws MalformedRecordException {
    assertThat(SystemCodec.formationRecord(SystemCodec.encode(FORMATION))).isEqualTo(FORMATION);
  }

  @Test
  void theStoredFormationRecordKeepsItsForm() {
    assertThat(HexFormat.of().formatHex(SystemCodec.encode(FORMATION)))
        .isEqualTo("0a14" + "0801" + "1210" + "00000000000000010000000000000002"
            + "0a14" + "0802" + "1210" + "00000000000000030000000000000004"
            + "1008");
  }

  @Test
  void commandsComeBack() throws MalformedRecordException {
    for (SystemCommand command : List.of(
        new Cluster(
            8,
            List.of(ONE, TWO),
            new TreeMap<>(Map.of(TWO.nodeId(), new NodeAddress("::1", 65535)))),
        new ReplaceMember(9, new RosterEntry(ONE, new NodeAddress("localhost", 8001))),
        new MemberAddress(2, new NodeAddress("10.0.0.7", 1)))) {
      assertThat(SystemCodec.systemCommand(SystemCodec.encode(command))).isEqualTo(command);
    }
  }

  @Test
  void aFieldOfANewerVersionIsNoObstacle() throws MalformedRecordException {
    Wire.FormationRecord newer = Wire.FormationRecord.newBuilder()
        .addMembers(SystemWire.write(ONE))
        .setPartitions(8)
        .setUnknownFields(UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build())
        .build();
    assertThat(SystemCodec.formationRecord(newer.toByteArray()))
        .isEqualTo(FormationRecord.of(List.of(ONE), 8));
  }

  @Test
  void aCommandOfANewerVersionIsNotPassedOver() {
    byte[] newer = UnknownFieldSet.newBuilder()
        .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build()
        .toByteArray();
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> SystemCodec.systemCommand(newer))
        .withMessageContaining("unknown to this version");
  }

  @Test
  void invalidRecordsAreRefused() {
    Wire.FormationRecord.Builder none = Wire.FormationRecord.newBuilder().setPartitions(8);
    assertRefused(none.build().toByteArray());
    assertRefused(none.clone()
        .addMembers(SystemWire.write(TWO))
        .addMembers(SystemWire.write(ONE))
        .build()
        .toByteArray());
    assertRefused(
        none.clone().addMembers(Wire.Member.newBuilder().setNodeId(1)).build().toByteArray());
    assertRefused(
        none.clone().addMembers(SystemWire.write(ONE)).setPartitions(-1).build().toByteArray());
  }

  @Property
  void anyBytesAreUnderstoodOrRefused(@ForAll byte @Size(max = 64) [] bytes) {
    try {
      SystemCodec.formationRecord(bytes);
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageContaining("formation record");
    }
    try {
      SystemCodec.systemCommand(bytes);
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageContaining("system command");
    }
  }

  private static void assertRefused(byte[] formation) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> SystemCodec.formationRecord(formation));
  }
}
