package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemCommand.Cluster;
import io.quorate.engine.system.SystemCommand.MemberAddress;
import io.quorate.engine.system.SystemCommand.MemberReplaced;
import io.quorate.engine.system.SystemCommand.ReplaceMember;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RosterTest {
  private final Roster roster = new Roster();
  private long index;

  private static RosterEntry entry(int node) {
    return entry(node, node);
  }

  private static RosterEntry entry(int node, int store) {
    return new RosterEntry(
        new Member(node, new StoreId(0, store)), new NodeAddress("host-" + node, 7000));
  }

  private static Cluster cluster() {
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>();
    List.of(entry(1), entry(2), entry(3))
        .forEach(e -> addresses.put(e.member().nodeId(), e.address()));
    return new Cluster(
        4, List.of(entry(1).member(), entry(2).member(), entry(3).member()), addresses);
  }

  @BeforeEach
  void begin() {
    apply(cluster());
  }

  private void apply(SystemCommand command) {
    roster.apply(++index, command);
  }

  private Membership membership() {
    return roster.membership().orElseThrow();
  }

  private ReplacementVerdict judge(int lost, int replacement, Optional<RosterEntry> candidate) {
    return roster.judge(lost, replacement, candidate);
  }

  @Test
  void nothingIsReplacedBeforeTheClusterIsWrittenDown() {
    Roster empty = new Roster();
    empty.apply(1, new ReplaceMember(3, entry(4)));
    assertThat(empty.membership()).isEmpty();
    assertThat(empty.judge(3, 4, Optional.of(entry(4)))).isEqualTo(ReplacementVerdict.NOT_READY);
  }

  /** Who is lost before anybody has written down where it is can be replaced all the same. */
  @Test
  void theRosterBeginsWithoutAllAddressesWhenSomebodyWaits() {
    Roster empty = new Roster();
    FormationRecord record = FormationRecord.of(cluster().members(), 4);
    TreeMap<Integer, NodeAddress> heard = new TreeMap<>(cluster().addresses());
    heard.remove(3);
    heard.put(9, new NodeAddress("stranger", 1));
    assertThat(empty.news(record, heard, false)).isEmpty();
    empty.apply(1, empty.news(record, heard, true).orElseThrow());
    assertThat(empty.membership().orElseThrow().ids()).containsExactly(1, 2, 3);
    assertThat(empty.membership().orElseThrow().addresses().keySet()).containsExactly(1, 2);
    heard.put(3, new NodeAddress("host-3", 7000));
    assertThat(empty.news(record, heard, false))
        .contains(new MemberAddress(3, new NodeAddress("host-3", 7000)));
    assertThat(empty.judge(3, 4, Optional.of(entry(4)))).isEqualTo(ReplacementVerdict.POSSIBLE);
  }

  @Test
  void aReplacementBeginsAndEnds() {
    assertThat(judge(3, 4, Optional.of(entry(4)))).isEqualTo(ReplacementVerdict.POSSIBLE);
    apply(new ReplaceMember(3, entry(4)));
    assertThat(membership().ids()).containsExactly(1, 2, 3, 4);
    assertThat(membership().replacement()).contains(new Replacement(new TreeSet<>(List.of(3)), 4));
    assertThat(membership().version()).isEqualTo(2);
    assertThat(judge(3, 4, Optional.empty())).isEqualTo(ReplacementVerdict.UNDER_WAY);

    apply(new MemberReplaced(5));
    assertThat(membership().version()).as("another's end changes nothing").isEqualTo(2);
    apply(new MemberReplaced(4));
    assertThat(membership().ids()).containsExactly(1, 2, 4);
    assertThat(membership().left()).containsExactly(3);
    assertThat(membership().replacement()).isEmpty();
    assertThat(membership().addresses().keySet()).containsExactly(1, 2, 4);
    assertThat(judge(3, 4, Optional.empty())).isEqualTo(ReplacementVerdict.DONE);
    Membership done = membership();
    apply(new MemberReplaced(4));
    apply(new MemberAddress(3, new NodeAddress("back", 1)));
    assertThat(membership()).as("it has ended").isEqualTo(done);
  }

  @Test
  void whatDoesNotFitIsNamedAndChangesNothing() {
    assertThat(judge(7, 4, Optional.of(entry(4)))).isEqualTo(ReplacementVerdict.NOT_A_MEMBER);
    assertThat(judge(3, 4, Optional.empty())).isEqualTo(ReplacementVerdict.NOT_HEARD);
    assertThat(judge(3, 2, Optional.of(entry(2, 9)))).isEqualTo(ReplacementVerdict.ID_IN_USE);
    assertThat(judge(3, 4, Optional.of(entry(4, 1)))).isEqualTo(ReplacementVerdict.ID_IN_USE);
    Membership before = membership();
    apply(new ReplaceMember(7, entry(4)));
    apply(new ReplaceMember(3, entry(2, 9)));
    apply(new ReplaceMember(3, entry(4, 1)));
    assertThat(membership()).isEqualTo(before);
  }

  @Test
  void oneMemberIsReplacedAtATime() {
    apply(new ReplaceMember(3, entry(4)));
    assertThat(judge(2, 5, Optional.of(entry(5)))).isEqualTo(ReplacementVerdict.ANOTHER_UNDER_WAY);
    Membership before = membership();
    apply(new ReplaceMember(2, entry(5)));
    assertThat(membership()).isEqualTo(before);
  }

  @Test
  void aNewNodeThatIsLostTooIsReplacedByAnother() {
    apply(new ReplaceMember(3, entry(4)));
    assertThat(judge(4, 5, Optional.of(entry(5)))).isEqualTo(ReplacementVerdict.POSSIBLE);
    assertThat(judge(3, 5, Optional.of(entry(5)))).isEqualTo(ReplacementVerdict.POSSIBLE);
    apply(new ReplaceMember(3, entry(5)));
    assertThat(membership().replacement())
        .contains(new Replacement(new TreeSet<>(List.of(3, 4)), 5));
    assertThat(judge(4, 5, Optional.empty())).isEqualTo(ReplacementVerdict.UNDER_WAY);
    apply(new MemberReplaced(5));
    assertThat(membership().ids()).containsExactly(1, 2, 5);
    assertThat(membership().left()).containsExactly(3, 4);
    assertThat(judge(2, 4, Optional.of(entry(4, 44)))).isEqualTo(ReplacementVerdict.ID_IN_USE);
  }

  @Test
  void whoeverIsStillComingIsNotThereYet() {
    apply(new ReplaceMember(3, entry(4)));
    apply(new MemberReplaced(4));
    apply(new ReplaceMember(4, entry(5)));
    assertThat(judge(3, 5, Optional.empty())).isEqualTo(ReplacementVerdict.UNDER_WAY);
    apply(new MemberReplaced(5));
    assertThat(judge(3, 5, Optional.empty())).isEqualTo(ReplacementVerdict.DONE);
  }

  @Test
  void aNewNodeIsWhereItWasHeardLast() {
    apply(new ReplaceMember(3, entry(4)));
    NodeAddress elsewhere = new NodeAddress("elsewhere", 1);
    apply(new MemberAddress(4, elsewhere));
    assertThat(membership().addresses()).containsEntry(4, elsewhere);
    assertThat(membership().replacement()).isPresent();
    assertThat(Optional.of(membership().version())).contains(index);
  }
}
