package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Members of a formed cluster that are replaced, and that move. */
class FormationMembersTest extends FormationNetwork {
  private static SystemCommand.RosterEntry entry(int nodeId) {
    return new SystemCommand.RosterEntry(new Member(nodeId, store(nodeId)), at(nodeId));
  }

  /** Partition 0 of the cluster of three. */
  private static Roster rosterOfThree() {
    Roster roster = new Roster();
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>(Map.of(1, at(1), 2, at(2), 3, at(3)));
    List<Member> members =
        List.of(entry(1).member(), entry(2).member(), entry(3).member());
    roster.apply(1, new SystemCommand.Cluster(8, members, addresses));
    return roster;
  }

  /** Node 4 is to take the place of node 3. */
  private static Roster replacing() {
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    return roster;
  }

  /** It has. */
  private static Roster replaced() {
    Roster roster = replacing();
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    return roster;
  }

  private static void tell(Roster roster, Process... processes) {
    for (Process process : processes) {
      process.carryOut(process.formation.learned(roster.membership().orElseThrow()));
    }
  }

  @Test
  void aNodeThatTheClusterDoesNotKnowWaitsToBeMadeAMember() {
    List<Process> all = threeFormed();
    Process stranger = process(4);
    stranger.contacts(at(1), at(2), at(3));
    run();
    assertThat(stranger.failure).isEmpty();
    assertThat(stranger.formation.missing())
        .contains("to be made a member", "[1, 2, 3]", "does not know node 4", "(lost, 4)");
    assertThat(all).allSatisfy(p -> {
      assertThat(p.formation.problems()).isEmpty();
      assertThat(p.formation.candidate(4)).contains(entry(4));
      assertThat(p.formation.address(4)).isEmpty();
    });
  }

  @Test
  void aNodeThatWaitsIsTakenInByWhomeverHasLearnedOfItFirst() {
    List<Process> all = threeFormed();
    network.remove(at(3));
    Process spare = process(4);
    spare.contacts(at(1), at(3));
    run();
    Roster roster = replacing();
    tell(roster, all.get(1)); // whom the spare does not know
    run();
    assertThat(spare.formedTimes).isEqualTo(1);
    assertThat(spare.diskRecord).isEqualTo(all.get(0).diskRecord);
    assertThat(spare.formation.address(2)).contains(at(2));
    assertThat(all.get(1).formation.address(4)).contains(at(4));
    // Nodes tell one another.
    assertThat(all.get(0).formation.membership()).isEqualTo(roster.membership());
    assertThat(all.get(0).diskMembership).isEqualTo(roster.membership());

    network.remove(at(1));
    network.remove(at(2));
    Process again = spare.restarted();
    run();
    assertThat(again.failure).isEmpty();
    assertThat(again.formation.membership()).isEqualTo(roster.membership());
    assertThat(again.formation.address(2)).as("as it was written down").contains(at(2));
  }

  /** Whoever leads partition 0 has to know it, and may be none of those that it was told of. */
  @Test
  void aNodeThatWaitsIsHeardByMembersThatItWasNotToldOf() {
    List<Process> all = threeFormed();
    all.forEach(process -> tell(rosterOfThree(), process));
    Process spare = spare(4);
    spare.contacts(at(1));
    run();
    assertThat(all).allSatisfy(p -> assertThat(p.formation.candidate(4)).contains(entry(4)));
    sent.clear();
    run(); // 200 times the shortest wait
    assertThat(sent).hasSizeLessThan(3 * 2 * 5);
  }

  @Test
  void aMemberThatWasAwayHearsOfANewOneFromTheNewOne() {
    List<Process> all = threeFormed();
    Roster roster = replacing();
    network.remove(at(2));
    network.remove(at(3));
    Process spare = process(4);
    spare.contacts(at(1));
    run();
    tell(roster, all.get(0));
    run();
    network.remove(at(1));
    Process back = all.get(1).restarted();
    assertThat(back.formation.membership().orElseThrow().version()).isZero();
    spare.carryOut(spare.formation.discovered(List.of(at(2))));
    run();
    assertThat(back.formation.membership()).isEqualTo(roster.membership());
    assertThat(back.formation.address(4)).contains(at(4));
    assertThat(spare.formation.address(2)).contains(at(2));
  }

  @Test
  void aMemberThatWasReplacedIsToldSoAndStops() {
    List<Process> all = threeFormed();
    Process spare = process(4);
    spare.contacts(at(1), at(2));
    run();
    Roster roster = replacing();
    tell(roster, all.get(0), all.get(1));
    run();
    assertThat(all.get(2).failure).as("it belongs to the cluster until the end").isEmpty();
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, all.get(0), all.get(1));
    all.get(2).formation.leaderless(true); // nobody leads it any more
    run();
    assertThat(all.get(2).failure.orElseThrow())
        .hasMessageStartingWith("QRT-408")
        .hasMessageContaining("Node 3, store " + store(3) + ", was replaced")
        .hasMessageContaining("[1, 2, 4]");
    tell(roster, spare);
    assertThat(List.of(all.get(0), all.get(1), spare)).allSatisfy(p -> {
      assertThat(p.failure).isEmpty();
      assertThat(p.formation.problems()).isEmpty();
      assertThat(p.formation.address(3)).isEmpty();
    });
  }

  @Test
  void aMemberThatComesBackAfterItWasReplacedIsToldSo() {
    List<Process> all = threeFormed();
    network.remove(at(3));
    Process spare = process(4);
    spare.contacts(at(1), at(2));
    run();
    Roster roster = replaced();
    tell(roster, all.get(0), all.get(1));
    run();
    Process back = all.get(2).restarted();
    back.contacts(at(1), at(2));
    run();
    assertThat(back.failure.orElseThrow()).hasMessageStartingWith("QRT-408");
    assertThat(all.get(0).formation.problems()).isEmpty();
  }

  /** By whom it knows, though they do not know any more where it is. */
  @Test
  void aMemberThatHasMissedALeaderForLongAsksAndHearsThatItWasReplaced() {
    List<Process> all = threeFormed();
    Process three = network.remove(at(3));
    Roster roster = replaced();
    tell(roster, all.get(0), all.get(1));
    run();
    all.get(0).restarted().contacts(at(2));
    all.get(1).restarted().contacts(at(1));
    giveUp();
    network.put(at(3), three);
    run();
    assertThat(three.failure).isEmpty();
    three.formation.leaderless(true);
    run();
    assertThat(three.failure.orElseThrow()).hasMessageStartingWith("QRT-408");
    assertThat(network.get(at(1)).formation.problems()).isEmpty();
  }

  /** A majority of the present members may be one that only the new one could tell, and that. */
  @Test
  void aMemberThatWasAwayForLongHearsOfTheNewOneFromTheNewOne() {
    List<Process> all = threeFormed();
    Process two = network.remove(at(2));
    Process spare = spare(4);
    spare.contacts(at(1));
    run();
    Roster roster = replacing();
    tell(roster, all.get(0), all.get(2));
    run();
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, all.get(0), spare);
    run();
    giveUp();
    network.remove(at(3));
    network.remove(at(1));
    network.put(at(2), two);
    run();
    assertThat(two.formation.membership()).isEqualTo(roster.membership());
  }

  @Test
  void aMemberWithANewProcessIsTold() {
    List<Process> all = threeFormed();
    Roster roster = rosterOfThree();
    network.remove(at(2));
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    tell(roster, all.get(0));
    giveUp();
    Process again = all.get(1).restarted(); // without any contact
    run();
    all.get(0).formation.heard(2, again.bootId, at(2));
    run();
    assertThat(again.formation.membership()).isEqualTo(roster.membership());
  }

  @Test
  void aSpareThatWasMadeAnewCountsAsItIsNow() {
    List<Process> all = threeFormed();
    joins = true;
    Process first = processWith(4, 4, 40);
    first.contacts(at(1), at(2), at(3));
    run();
    network.remove(at(40));
    Process second = processWith(4, 44, 30);
    second.contacts(at(1), at(2), at(3));
    run();
    assertThat(all.get(0).formation.candidate(4))
        .contains(new SystemCommand.RosterEntry(second.member, at(30)));
  }

  @Test
  void listsThatNameASpareFormTheCluster() {
    Process four = spare(4);
    List<Process> all = List.of(process(1), process(2), process(3), four);
    all.forEach(p -> p.contacts(at(1), at(2), at(3), at(4)));
    run();
    assertThat(all.get(0).formedTimes).isEqualTo(1);
    assertThat(four.formation.missing()).contains("to be made a member");
  }

  @Test
  void sparesAskOneAnotherSeldomAlsoUnderAnotherName() {
    threeFormed();
    Process four = spare(4);
    Process five = spare(5);
    NodeAddress alias = new NodeAddress("alias-of-1", 7000);
    network.put(alias, network.get(at(1)));
    four.contacts(at(5), alias);
    five.contacts(at(4));
    run();
    sent.clear();
    run();
    assertThat(sent).hasSizeLessThan(40);
    network.remove(alias);
  }

  @Test
  void whatIsWrongWithOthersStaysWhenAMemberMoves() {
    List<Process> all = threeFormed();
    Process other = new Process(9, store(9), at(9), OptionalInt.of(1), 8, Optional.empty(), false);
    other.contacts();
    run();
    other.contacts(at(1));
    run();
    assertThat(all.get(0).formation.problems()).isNotEmpty();
    List<String> before = all.get(0).formation.problems();
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.MemberAddress(2, at(22)));
    tell(roster, all.get(0));
    assertThat(all.get(0).formation.problems()).isEqualTo(before);
  }

  // ---- members that move

  /** The process starts again, with its disk, at another address. */
  private Process elsewhere(Process before, int host) {
    network.remove(before.address);
    return new Process(
        before.member.nodeId(),
        before.member.storeId(),
        at(host),
        OptionalInt.empty(),
        8,
        before.diskRecord,
        before.diskConfirmed,
        before.diskMembership);
  }

  private List<Process> threeWrittenDown() {
    List<Process> all = threeFormed();
    all.forEach(p -> tell(rosterOfThree(), p));
    run();
    return all;
  }

  @Test
  void membersThatHaveAllMovedFindOneAnotherByTheOneThatIsListed() {
    List<Process> all = threeWrittenDown();
    Process one = elsewhere(all.get(0), 11);
    Process two = elsewhere(all.get(1), 12);
    Process three = elsewhere(all.get(2), 13);
    List.of(one, two, three).forEach(p -> p.contacts(at(13)));
    run();
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.MemberAddress(1, at(11)));
    roster.apply(3, new SystemCommand.MemberAddress(3, at(13)));
    tell(roster, one, three);
    run();
    two.formation.leaderless(true);
    run();
    assertThat(one.formation.address(2)).contains(at(12));
  }

  @Test
  void whereAMemberIsWrittenDownToBeItIsLookedForEvenIfItWasHeardElsewhere() {
    List<Process> all = threeWrittenDown();
    Process two = elsewhere(all.get(1), 12);
    two.contacts(at(1), at(3));
    run();
    Process one = elsewhere(all.get(0), 11); // it does not know yet where node 2 is
    one.contacts(at(3));
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.MemberAddress(2, at(12)));
    roster.apply(3, new SystemCommand.MemberAddress(1, at(11)));
    tell(roster, two, all.get(2), one);
    run();
    assertThat(two.formation.address(1)).contains(at(11));
  }

  @Test
  void aMemberThatComesBackElsewhereReachesALeaderThatHasMovedMeanwhile() {
    List<Process> all = threeWrittenDown();
    Process down = network.remove(at(1));
    Process two = elsewhere(all.get(1), 12);
    two.contacts(at(1), at(3));
    run();
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.MemberAddress(2, at(12)));
    tell(roster, two, all.get(2));
    run();
    Process one = elsewhere(down, 11);
    one.contacts(at(2), at(3));
    run();
    assertThat(two.formation.address(1)).contains(at(11));
  }

  @Test
  void aReplacedMemberFindsThoseWhoHaveMovedAndIsTold() {
    List<Process> all = threeWrittenDown();
    Process three = network.remove(at(3));
    Process one = elsewhere(all.get(0), 11);
    one.contacts(at(2));
    run();
    Process two = elsewhere(all.get(1), 12);
    two.contacts(at(11));
    run();
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.MemberAddress(1, at(11)));
    roster.apply(3, new SystemCommand.MemberAddress(2, at(12)));
    tell(roster, three, one, two);
    roster.apply(4, new SystemCommand.ReplaceMember(3, entry(4)));
    roster.apply(5, new SystemCommand.MemberReplaced(4));
    tell(roster, one, two);
    giveUp();
    network.put(at(3), three);
    three.formation.leaderless(true);
    giveUp();
    assertThat(three.failure.orElseThrow()).hasMessageStartingWith("QRT-408");
  }

  @Test
  void whoMissesALeaderAsksStrangersSeldomToo() {
    List<Process> all = threeFormed();
    FormationRecord other =
        FormationRecord.of(List.of(new Member(8, store(8)), new Member(9, store(9))), 8);
    new Process(9, store(9), at(9), OptionalInt.empty(), 8, Optional.of(other), true);
    all.get(0).contacts(at(9));
    run();
    all.get(0).formation.leaderless(true);
    sent.clear();
    run();
    assertThat(sent.stream().filter(hello -> hello.dialled().equals(Optional.of(at(9)))))
        .hasSizeLessThan(10);
  }

  @Test
  void whoIsHeardButDoesNotAnswerIsAskedOnceInAWhileAndNoMoreWhenItIsSilent() {
    Process one = threeFormed().get(0);
    network.remove(at(2));
    sent.clear();
    for (int i = 0; i < 2_000; i++) {
      one.formation.heard(2, 4711, at(20));
      now += RETRY / 10;
      one.carryOut(one.formation.tick(now));
    }
    assertThat(sent).hasSizeBetween(5, 20);
    sent.clear();
    one.formation.heard(2, 4712, at(20));
    for (int i = 0; i < 10; i++) {
      now += RETRY;
      one.carryOut(one.formation.tick(now));
    }
    assertThat(sent).as("another process is asked anew").hasSizeBetween(2, 5);
    giveUp();
    sent.clear();
    run();
    assertThat(sent).isEmpty();
  }

  @Test
  void aMemberThatHasMovedOnToWhereAnotherWasIsFoundByWhatItSends() {
    List<Process> all = threeFormed();
    Process three = all.get(2);
    network.remove(at(3));
    Process moved =
        new Process(2, store(2), at(20), OptionalInt.empty(), 8, all.get(1).diskRecord, true);
    network.remove(at(2));
    all.get(0).formation.heard(2, moved.bootId, at(20));
    run();
    Process again = new Process(
        3, store(3), at(2), OptionalInt.empty(), 8, three.diskRecord, true); // where 2 was
    giveUp();
    assertThat(again.formation.address(2)).isNotEqualTo(Optional.of(at(20)));
    again.formation.heard(2, moved.bootId, at(20));
    run();
    assertThat(again.formation.address(2)).contains(at(20));
    assertThat(moved.formation.address(3)).contains(at(2));
  }

  @Test
  void whatWasWrongWithAMemberIsForgottenWhenItHasLeft() {
    List<Process> all = threeFormed();
    network.remove(at(3));
    Process one = all.get(0).restarted();
    Process wiped = processWith(3, 33, 3);
    one.contacts(at(2), at(3));
    wiped.contacts(at(1), at(2));
    run();
    network.remove(at(3));
    assertThat(one.formation.problems()).isNotEmpty();
    Roster roster = new Roster();
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>(Map.of(1, at(1), 2, at(2)));
    roster.apply(
        1, new SystemCommand.Cluster(8, one.diskRecord.orElseThrow().members(), addresses));
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    tell(roster, one);
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, one);
    giveUp();
    assertThat(one.formation.problems()).isEmpty();
  }

  @Test
  void theIdOfAMemberThatWasReplacedIsNotUsedAgain() {
    List<Process> all = threeFormed();
    network.remove(at(3));
    Roster roster = replaced();
    tell(roster, all.get(0), all.get(1));
    run();
    Process recycled = processWith(3, 33, 3);
    recycled.contacts(at(1), at(2));
    run();
    assertThat(recycled.failure.orElseThrow())
        .hasMessageStartingWith("QRT-408")
        .hasMessageContaining("Ids are not used twice");
  }

  @Test
  void aNodeThatWaitsWithAnotherNumberOfPartitionsIsToldTheRightOne() {
    threeFormed();
    Process spare = process(4, OptionalInt.empty(), 16);
    spare.contacts(at(1));
    run();
    assertThat(spare.failure.orElseThrow())
        .hasMessageStartingWith("QRT-404")
        .hasMessageContaining("The cluster has 8 partitions");
  }

  @Test
  void aNodeThatIsToFormNothingIsCountedByNobodyAndCountsNobody() {
    Process four = spare(4);
    Process five = spare(5);
    Process one = process(1);
    List.of(four, five, one).forEach(p -> p.contacts(at(1), at(2), at(3), at(4), at(5)));
    run();
    assertThat(network.values()).allSatisfy(p -> {
      assertThat(p.failure).isEmpty();
      assertThat(p.diskRecord).isEmpty();
    });
    assertThat(four.formation.missing()).contains("a cluster that it may be made a member of");
    Process two = process(2, OptionalInt.of(3), 8);
    Process three = process(3, OptionalInt.of(3), 8);
    network.put(at(1), process(1, OptionalInt.of(3), 8));
    List.of(network.get(at(1)), two, three).forEach(p -> p.contacts(at(1), at(2), at(3), at(4)));
    run();
    assertThat(two.diskRecord.orElseThrow().members())
        .extracting(Member::nodeId)
        .containsExactly(1, 2, 3);
    assertThat(four.formation.missing()).contains("to be made a member");
  }

  @Test
  void aSpareAsksSeldomWhileItWaits() {
    threeFormed();
    Process spare = process(4);
    spare.contacts(at(1), at(2), at(3));
    run();
    sent.clear();
    run(); // 200 times the shortest wait
    assertThat(sent).hasSizeLessThan(3 * 2 * 5);
  }

  @Test
  void oldNewsOfMembersChangesNothing() {
    Process one = threeFormed().get(0);
    Roster roster = replacing();
    Membership between = roster.membership().orElseThrow();
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, one);
    one.carryOut(one.formation.learned(between));
    assertThat(one.formation.membership()).isEqualTo(roster.membership());
  }
}
