package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.NodeAddress;
import io.quorate.engine.system.ClusterId;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.MemberReplaced;
import io.quorate.engine.system.SystemCommand.ReplaceMember;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is on every member's disk must come back as it was, and be the same on all. */
class SystemCodecProps {

  @Property
  void formationRecordsComeBack(
      @ForAll("members") List<Member> members, @ForAll("counts") int partitions)
      throws MalformedRecordException {
    FormationRecord record = FormationRecord.of(members, partitions);
    assertThat(SystemCodec.formationRecord(SystemCodec.encode(record))).isEqualTo(record);
    assertThat(SystemCodec.formationRecord(SystemCodec.encode(record)).clusterId())
        .isEqualTo(record.clusterId());
  }

  /** Members hear of one another in any order, and must find the same cluster id. */
  @Property
  void theClusterIdDependsOnTheMembersAndNotOnTheirOrder(
      @ForAll("members") List<Member> members,
      @ForAll("counts") int partitions,
      @ForAll Random random) {
    ClusterId id = FormationRecord.of(members, partitions).clusterId();
    List<Member> shuffled = new ArrayList<>(members);
    Collections.shuffle(shuffled, random);
    assertThat(FormationRecord.of(shuffled, partitions).clusterId()).isEqualTo(id);

    assertThat(FormationRecord.of(members, partitions == 1 ? 2 : partitions - 1).clusterId())
        .isNotEqualTo(id);
    Member first = members.get(0);
    List<Member> replaced = new ArrayList<>(members);
    replaced.set(0, new Member(first.nodeId(), new StoreId(random.nextLong(), random.nextLong())));
    assertThat(FormationRecord.of(replaced, partitions).clusterId()).isNotEqualTo(id);
  }

  @Property
  void commandsComeBack(
      @ForAll("members") List<Member> members,
      @ForAll("counts") int partitions,
      @ForAll("addresses") NodeAddress address)
      throws MalformedRecordException {
    List<Member> sorted = FormationRecord.of(members, partitions).members();
    TreeMap<Integer, NodeAddress> some = new TreeMap<>();
    sorted.stream()
        .filter(member -> member.nodeId() % 3 > 0)
        .forEach(member ->
            some.put(member.nodeId(), new NodeAddress(address.host(), 1 + member.nodeId() % 99)));
    RosterEntry last = new RosterEntry(sorted.get(sorted.size() - 1), address);
    for (SystemCommand command : List.of(
        new Cluster(partitions, sorted, some),
        new MemberAddress(members.get(0).nodeId(), address),
        new MemberReplaced(members.get(0).nodeId()),
        new ReplaceMember(members.get(0).nodeId() == 1 ? 2 : 1, last))) {
      assertThat(SystemCodec.systemCommand(SystemCodec.encode(command))).isEqualTo(command);
    }
  }

  @Property
  void membershipsComeBack(@ForAll("members") List<Member> members)
      throws MalformedRecordException {
    Membership changed = TestFrames.changed(FormationRecord.of(members, 1));
    assertThat(SystemCodec.membership(SystemCodec.encode(changed))).isEqualTo(changed);
    Membership of = Membership.of(FormationRecord.of(members, 1));
    assertThat(SystemCodec.membership(SystemCodec.encode(of))).isEqualTo(of);
  }

  /** A record that was cut off must not be read as a smaller cluster. */
  @Property(tries = 200)
  void aFormationRecordThatIsCutOffIsRefused(
      @ForAll("members") List<Member> members, @ForAll("counts") int partitions) {
    byte[] bytes = SystemCodec.encode(FormationRecord.of(members, partitions));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(MalformedRecordException.class)
          .as("%d of %d bytes", length, bytes.length)
          .isThrownBy(() -> SystemCodec.formationRecord(cut));
    }
  }

  @Provide
  Arbitrary<Integer> counts() {
    return Arbitraries.integers().greaterOrEqual(1);
  }

  @Provide
  Arbitrary<List<Member>> members() {
    Arbitrary<StoreId> stores =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(StoreId::new);
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1).list().ofSize(6).uniqueElements(),
            stores.list().ofMinSize(1).ofMaxSize(6).uniqueElements())
        .as((nodes, ids) -> {
          List<Member> members = new ArrayList<>();
          ids.forEach(id -> members.add(new Member(nodes.get(members.size()), id)));
          return members;
        });
  }

  @Provide
  Arbitrary<NodeAddress> addresses() {
    return Combinators.combine(
            Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars(".-:")
                .ofMinLength(1)
                .ofMaxLength(255),
            Arbitraries.integers().between(1, 65535))
        .as(NodeAddress::new);
  }
}
