package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The roster follows what leaders hear; leaders that change in between must not start it anew. */
class RosterProps {
  private static final int MEMBERS = 4;

  /** A member is heard at an address; and perhaps what a leader then writes is applied twice. */
  record Step(int node, int port, boolean twice) {}

  private static final FormationRecord RECORD = record(8);

  private static FormationRecord record(int partitions) {
    List<Member> members = new ArrayList<>();
    for (int node = 1; node <= MEMBERS; node++) {
      members.add(new Member(node, new StoreId(node, 0)));
    }
    return FormationRecord.of(members, partitions);
  }

  private static Optional<NodeAddress> address(Roster roster, int nodeId) {
    return roster.membership().map(all -> all.addresses().get(nodeId));
  }

  @Property
  void theRosterBecomesWhatWasHeardLastAndThenThereIsNoMoreNews(@ForAll("steps") List<Step> steps) {
    Roster roster = new Roster();
    SortedMap<Integer, NodeAddress> heard = new TreeMap<>();
    long index = 0;
    for (Step step : steps) {
      heard.put(step.node(), new NodeAddress("host", step.port()));
      int written = 0;
      for (Optional<SystemCommand> news = roster.news(RECORD, heard, false);
          news.isPresent();
          news = roster.news(RECORD, heard, false)) {
        assertThat(written++).as("commands for one change").isLessThan(MEMBERS + 1);
        roster.apply(++index, news.get());
        if (step.twice()) {
          roster.apply(++index, news.get());
        }
      }
      boolean allKnown = heard.size() == MEMBERS;
      assertThat(roster.partitions()).isEqualTo(allKnown ? 8 : 0);
      for (int node = 1; node <= MEMBERS; node++) {
        assertThat(address(roster, node))
            .isEqualTo(allKnown ? Optional.of(heard.get(node)) : Optional.empty());
      }
      assertThat(address(roster, MEMBERS + 1)).isEmpty();
    }
  }

  /** All members apply the same commands, so the second beginning must be passed over by all. */
  @Property
  void theFirstBeginningStaysWhateverFollows(
      @ForAll @IntRange(min = 1, max = 99) int partitions,
      @ForAll @Size(MEMBERS) List<@IntRange(min = 1, max = 9) Integer> ports,
      @ForAll @IntRange(min = 1, max = MEMBERS + 2) int moved) {
    SortedMap<Integer, NodeAddress> heard = new TreeMap<>();
    for (int node = 1; node <= MEMBERS; node++) {
      heard.put(node, new NodeAddress("host", ports.get(node - 1)));
    }
    Roster roster = new Roster();
    // A member that nobody knows yet cannot move, and must not appear by moving.
    NodeAddress elsewhere = new NodeAddress("elsewhere", 1);
    roster.apply(1, new SystemCommand.MemberAddress(moved, elsewhere));
    assertThat(address(roster, moved)).isEmpty();

    roster.apply(2, roster.news(record(partitions), heard, false).orElseThrow());
    roster.apply(3, new SystemCommand.MemberAddress(moved, elsewhere));
    roster.apply(4, new Roster().news(record(partitions + 1), heard, false).orElseThrow());
    assertThat(roster.partitions()).isEqualTo(partitions);
    for (int node = 1; node <= MEMBERS; node++) {
      assertThat(address(roster, node)).contains(node == moved ? elsewhere : heard.get(node));
    }
    assertThat(address(roster, MEMBERS + 2)).isEmpty();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(1, MEMBERS),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(true, false))
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }
}
