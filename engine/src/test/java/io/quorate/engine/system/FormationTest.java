package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Nodes that form a cluster, and notice disks that were wiped or copied. */
class FormationTest extends FormationNetwork {
  @Test
  void allExpectedMembersFormOneCluster() {
    List<Process> all = threeFormed();
    assertThat(all.get(0).diskRecord.orElseThrow().members()).hasSize(3);
    assertThat(all.get(0).formation.address(3)).contains(at(3));
  }

  @Test
  void aFormedClusterIsQuiet() {
    threeFormed();
    sent.clear();
    run();
    assertThat(sent).isEmpty();
  }

  @Test
  void nothingFormsWithoutAllMembersAndTheAbsentOneIsNamed() {
    Process one = process(1);
    Process two = process(2);
    one.contacts(at(2), at(3));
    two.contacts(at(1), at(3));
    run();
    assertThat(one.diskRecord).isEmpty();
    assertThat(one.formation.missing())
        .contains("node 2 at host-2:7000")
        .contains("no answer from [host-3:7000]");
  }

  @Test
  void whoIsNotToldHowManyAreExpectedSaysSo() {
    Identity self =
        new Identity(new Member(1, store(1)), 1, at(1), OptionalInt.empty(), false, false, 8, true);
    Formation formation = new Formation(self, Optional.empty(), false, Optional.empty(), 1, RETRY);
    assertThat(formation.missing())
        .contains("found none, and nobody says how many are expected: set cluster.expect");
    assertThat(process(2).formation.missing())
        .as("a list that names every member tells it later")
        .doesNotContain("cluster.expect");
  }

  @Test
  void aNodeRecognisesItselfUnderAnotherName() {
    List<Process> all = List.of(process(1), process(2), process(3));
    NodeAddress alias = new NodeAddress("alias-of-1", 7000);
    network.put(alias, all.get(0));
    all.get(0).contacts(alias, at(2), at(3));
    all.get(1).contacts(alias, at(2), at(3));
    all.get(2).contacts(at(1), at(2), at(3));
    run();
    assertThat(all).allSatisfy(p -> assertThat(p.formedTimes).isEqualTo(1));
    network.remove(alias);
  }

  @Test
  void aListWithoutOthersNeverMakesASingleNodeCluster() {
    Process lonely = process(1);
    lonely.contacts(at(1));
    run();
    assertThat(lonely.diskRecord).isEmpty();
  }

  @Test
  void whoHasNobodyToAskStillMissesSomebody() {
    Process lonely = process(1);
    lonely.contacts();
    run();
    assertThat(lonely.formation.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(lonely.formation.missesSomebody()).isTrue();
    lonely.contacts(at(1));
    run();
    assertThat(lonely.formation.missesSomebody()).isTrue();
  }

  @Test
  void whoKnowsWhereAllMembersAreMissesNobody() {
    Process two = threeFormed().get(1);
    assertThat(two.formation.missesSomebody()).isFalse();
    Process again = new Process(2, store(2), at(2), OptionalInt.empty(), 8, two.diskRecord, true);
    assertThat(again.formation.missesSomebody()).as("no address is on its disk").isTrue();
    again.contacts(at(1));
    run();
    assertThat(again.formation.missesSomebody()).as("node 3 has not been heard").isTrue();
    again.contacts(at(3));
    run();
    assertThat(again.formation.missesSomebody()).isFalse();
  }

  @Test
  void aSingleNodeClusterIsAskedForExplicitly() {
    Process single = process(1, OptionalInt.of(1), 8);
    single.contacts();
    run();
    assertThat(single.formedTimes).isEqualTo(1);
  }

  @Test
  void differentNumbersOfPartitionsAreRefusedWithBothSides() {
    Process one = process(1);
    Process two = process(2, OptionalInt.empty(), 16);
    one.contacts(at(2));
    two.contacts(at(1));
    run();
    assertThat(one.failure.orElseThrow().code()).isEqualTo("QRT-404");
    assertThat(one.failure.orElseThrow())
        .hasMessageContaining("this node wants 8 partitions")
        .hasMessageContaining("node 2 at host-2:7000 wants 16");
    assertThat(two.failure.orElseThrow().code()).isEqualTo("QRT-404");
  }

  @Test
  void differentListsAreRefusedWithBothSides() {
    Process one = process(1);
    Process two = process(2);
    Process three = process(3);
    one.contacts(at(2), at(3));
    two.contacts(at(1), at(3));
    three.contacts(at(1));
    run();
    assertThat(three.failure.orElseThrow())
        .hasMessageStartingWith("QRT-403")
        .hasMessageContaining("this node expects 2 members")
        .hasMessageContaining("expects 3");
    assertThat(one.failure.isPresent() || !one.formation.problems().isEmpty())
        .as("node 1 knows why")
        .isTrue();
  }

  @Test
  void twoNodesWithOneIdAreRefused() {
    Process one = process(1);
    Process other = processWith(1, 9, 9);
    one.contacts(at(9));
    other.contacts(at(1));
    run();
    assertThat(one.failure.orElseThrow())
        .hasMessageStartingWith("QRT-402")
        .hasMessageContaining("host-9:7000");
    assertThat(other.failure.orElseThrow())
        .hasMessageStartingWith("QRT-402")
        .hasMessageContaining("host-1:7000");
  }

  @Test
  void aRestartedMemberNeedsNobodyToKnowThatTheClusterStands() {
    Process again = threeFormed().get(1).restarted();
    network.remove(at(1));
    network.remove(at(3));
    assertThat(again.formation.record()).isPresent();
    run();
    assertThat(again.failure).isEmpty();
  }

  @Test
  void aMemberThatForgotTheConfirmationLearnsItFromAnyOther() {
    Process two = threeFormed().get(1);
    network.remove(at(3));
    Process again = new Process(2, store(2), at(2), OptionalInt.empty(), 8, two.diskRecord, false);
    again.contacts(at(1), at(3));
    run();
    assertThat(again.formedTimes).isEqualTo(1);
  }

  @Test
  void aWipedDiskIsToldToStayOut() {
    threeFormed();
    Process wiped = processWith(2, 22, 2);
    wiped.contacts(at(1), at(3));
    run();
    assertThat(wiped.failure.orElseThrow())
        .hasMessageStartingWith("QRT-406")
        .hasMessageContaining("was wiped or replaced")
        .hasMessageContaining(store(22).toString());
    assertThat(network.get(at(1)).failure).isEmpty();
  }

  @Test
  void aWipedDiskIsToldHowToGoOn() {
    threeFormed();
    Process wiped = processWith(2, 22, 2);
    wiped.contacts(at(1), at(3));
    run();
    assertThat(wiped.failure.orElseThrow())
        .hasMessageContaining("members().replaceMember(2, that id)");
    assertThat(network.get(at(1)).formation.problems())
        .anySatisfy(problem -> assertThat(problem)
            .contains("knows node 2 with another store than " + store(22))
            .contains("members().replaceMember(2, that id)"));
  }

  @Test
  void twoLiveProcessesWithOneStoreBothStop() {
    Process original = threeFormed().get(1);
    Process copy =
        new Process(2, store(2), at(22), OptionalInt.empty(), 8, original.diskRecord, true);
    copy.contacts(at(1), at(3));
    run();
    network.get(at(1)).formation.heard(2, 1001, at(2));
    run();
    assertThat(original.failure.orElseThrow())
        .hasMessageStartingWith("QRT-310")
        .hasMessageContaining("host-22:7000");
    assertThat(copy.failure.orElseThrow())
        .hasMessageStartingWith("QRT-310")
        .hasMessageContaining("host-2:7000");
    assertThat(network.get(at(1)).failure).isEmpty();
  }

  @Test
  void aRestartIsNoCopy() {
    Process again = threeFormed().get(1).restarted();
    again.contacts(at(1), at(3));
    run();
    for (Map.Entry<NodeAddress, Process> e : network.entrySet()) {
      e.getValue().formation.heard(2, 1001, at(2)); // a late frame of the process before
    }
    run();
    assertThat(network.values()).allSatisfy(p -> assertThat(p.failure).isEmpty());
  }

  @Test
  void lateCopiesOfEverythingDecideNothing() {
    Process again = threeFormed().get(1).restarted();
    List<Hello> old = List.copyOf(sent);
    again.contacts(at(1), at(3));
    run();
    for (Hello hello : old) {
      for (Process process : List.copyOf(network.values())) {
        process.hello(hello);
      }
    }
    run();
    assertThat(network.values()).allSatisfy(p -> {
      assertThat(p.failure).isEmpty();
      assertThat(p.formation.problems()).isEmpty();
    });
  }

  @Test
  void anAnswerThatComesAfterItsProcessWasSucceededIsNoCopy() {
    List<Process> all = threeFormed();
    Process asking = all.get(0).restarted();
    asking.contacts(at(2), at(3));
    sent.clear();
    asking.carryOut(asking.formation.tick(now));
    Hello question = sent.stream()
        .filter(hello -> hello.dialled().equals(Optional.of(at(2))))
        .findFirst()
        .orElseThrow();
    sent.clear();
    all.get(1).hello(question);
    Hello late = sent.get(0);
    underWay.clear();

    Process again = all.get(1).restarted();
    again.contacts(at(1), at(3));
    sent.clear();
    run();
    long boot = sent.stream()
        .filter(hello -> hello.member().nodeId() == 2)
        .findFirst()
        .orElseThrow()
        .bootId();
    asking.hello(late);
    asking.formation.heard(2, boot, at(2));
    run();

    assertThat(network.values()).allSatisfy(p -> {
      assertThat(p.failure).isEmpty();
      assertThat(p.formation.problems()).isEmpty();
      assertThat(p.formation.boots().getOrDefault(2, boot)).isEqualTo(boot);
    });
  }

  @Test
  void aNodeThatComesBackUnderAnotherIdIsNotCountedTwice() {
    Process one = process(1);
    Process two = process(2);
    one.contacts(at(2), at(3));
    two.contacts(at(1), at(3));
    run();
    Process renamed = processWith(5, 5, 2);
    renamed.contacts(at(1), at(3));
    run();
    assertThat(one.formation.missing())
        .contains("node 5 at host-2:7000")
        .doesNotContain("node 2 at");
    Process three = process(3);
    three.contacts(at(1), at(2));
    run();

    assertThat(network.values()).allSatisfy(p -> {
      assertThat(p.failure).isEmpty();
      assertThat(p.formedTimes).isEqualTo(1);
      assertThat(p.diskRecord.orElseThrow().members())
          .extracting(Member::nodeId)
          .containsExactly(1, 3, 5);
    });
  }

  @Test
  void aFloodOfStrangersLeavesLittleBehindAndAMemberThatMovedIsStillFound() {
    Process one = threeFormed().get(0);
    for (int i = 0; i < 5_000; i++) {
      NodeAddress stranger = new NodeAddress("stranger-" + i, 1);
      one.hello(new Hello(
          new Member(100 + i, store(100 + i)),
          5_000 + i,
          stranger,
          OptionalInt.empty(),
          false,
          8,
          Optional.empty(),
          false,
          Optional.empty(),
          i,
          OptionalLong.empty(),
          Optional.empty()));
      one.formation.refused(
          100 + i, new HelloRefused(SystemMessage.HelloRefusal.OTHER, "no, " + i));
    }
    underWay.clear();
    sent.clear();
    now += 1_000 * RETRY;
    one.carryOut(one.formation.tick(now));
    assertThat(sent).hasSizeBetween(1, 256);
    assertThat(one.formation.problems()).hasSizeBetween(1, 64);

    Process three = network.remove(at(3));
    Process moved =
        new Process(3, store(3), at(33), OptionalInt.empty(), 8, three.diskRecord, true);
    moved.contacts(at(1), at(2));
    run();
    assertThat(one.formation.address(3)).contains(at(33));
  }

  @Test
  void differentClustersThatMeetSayWhoTheyAre() {
    List<Process> first = threeFormed();
    FormationRecord other =
        FormationRecord.of(List.of(new Member(4, store(4)), new Member(5, store(5))), 8);
    Process four =
        new Process(4, store(4), at(4), OptionalInt.empty(), 8, Optional.of(other), true);
    four.contacts(at(1), at(5));
    run();
    assertThat(first.get(0).failure).isEmpty();
    assertThat(four.failure).isEmpty();
    assertThat(four.formation.problems()).anyMatch(p -> p.contains("different clusters meet"));
  }
}
