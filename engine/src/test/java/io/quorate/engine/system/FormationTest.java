package io.quorate.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.RaftException;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.engine.system.SystemMessage.IdentityConflict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Processes that meet, in a network that delivers at once, in order, unless a test says otherwise.
 */
class FormationTest {
  private static final long RETRY = 100;

  private final TreeMap<NodeAddress, Process> network = new TreeMap<>();
  private final Deque<Runnable> underWay = new ArrayDeque<>();
  private final List<Hello> sent = new ArrayList<>();
  private long now;
  private long nextBoot = 1000;

  private static NodeAddress at(int host) {
    return new NodeAddress("host-" + host, 7000);
  }

  private static StoreId store(int n) {
    return new StoreId(n, n);
  }

  private boolean joins;

  /** One process: its formation, its disk, and what has become of it. */
  private final class Process implements FormationAction.Visitor, SystemMessage.Visitor<Void> {
    private final Member member;
    private final NodeAddress address;
    private final Formation formation;
    private Optional<FormationRecord> diskRecord;
    private boolean diskConfirmed;
    private Optional<Membership> diskMembership;
    private int formedTimes;
    private int from;
    private Optional<RaftException> failure = Optional.empty();

    Process(
        int nodeId,
        StoreId storeId,
        NodeAddress address,
        OptionalInt expect,
        int partitions,
        Optional<FormationRecord> disk,
        boolean confirmed) {
      this(nodeId, storeId, address, expect, partitions, disk, confirmed, Optional.empty());
    }

    Process(
        int nodeId,
        StoreId storeId,
        NodeAddress address,
        OptionalInt expect,
        int partitions,
        Optional<FormationRecord> disk,
        boolean confirmed,
        Optional<Membership> membership) {
      this.member = new Member(nodeId, storeId);
      this.address = address;
      this.diskRecord = disk;
      this.diskConfirmed = confirmed;
      this.diskMembership = membership;
      this.formation = new Formation(
          new Identity(member, nextBoot++, address, expect, joins, true, partitions, true),
          disk,
          confirmed,
          membership,
          nodeId * 77L,
          RETRY);
      network.put(address, this);
    }

    void contacts(NodeAddress... addresses) {
      carryOut(formation.discovered(List.of(addresses)));
    }

    void carryOut(List<FormationAction> actions) {
      List.copyOf(actions).forEach(action -> action.accept(this));
    }

    @Override
    public void send(FormationAction.Send action) {
      if (action.message() instanceof Hello hello) {
        sent.add(hello);
      }
      underWay.add(() -> {
        Process receiver = network.get(action.to());
        if (receiver != null) {
          receiver.from = member.nodeId();
          action.message().accept(receiver);
        }
      });
    }

    @Override
    public void persist(FormationAction.Persist action) {
      underWay.add(() -> {
        diskRecord = Optional.of(action.record());
        diskConfirmed |= action.confirmed();
        diskMembership = action.membership().or(() -> diskMembership);
        carryOut(formation.persisted(action));
      });
    }

    @Override
    public void remember(FormationAction.Remember action) {
      underWay.add(() -> diskMembership = Optional.of(action.membership()));
    }

    @Override
    public void formed(FormationAction.Formed action) {
      formedTimes++;
    }

    @Override
    public void fail(FormationAction.Fail action) {
      failure = Optional.of(action.reason());
    }

    @Override
    public Void hello(Hello m) {
      carryOut(formation.hello(m));
      return null;
    }

    @Override
    public Void identityConflict(IdentityConflict m) {
      carryOut(formation.identityConflict(m));
      return null;
    }

    @Override
    public Void helloRefused(HelloRefused m) {
      formation.refused(from, m);
      return null;
    }

    Process restarted() {
      return new Process(
          member.nodeId(),
          member.storeId(),
          address,
          OptionalInt.empty(),
          8,
          diskRecord,
          diskConfirmed,
          diskMembership);
    }
  }

  /** A node that is to form nothing. */
  private Process spare(int nodeId) {
    joins = true;
    Process spare = process(nodeId);
    joins = false;
    return spare;
  }

  private Process process(int nodeId) {
    return process(nodeId, OptionalInt.empty(), 8);
  }

  private Process process(int nodeId, OptionalInt expect, int partitions) {
    return new Process(
        nodeId, store(nodeId), at(nodeId), expect, partitions, Optional.empty(), false);
  }

  private void run() {
    for (int round = 0; round < 200; round++) {
      now += RETRY;
      for (Process process : List.copyOf(network.values())) {
        process.carryOut(process.formation.tick(now));
      }
      for (int delivered = 0; !underWay.isEmpty(); delivered++) {
        assertThat(delivered).as("messages in one round").isLessThan(10_000);
        underWay.poll().run();
      }
    }
  }

  private List<Process> threeFormed() {
    List<Process> all = List.of(process(1), process(2), process(3));
    all.get(0).contacts(at(2), at(3));
    all.get(1).contacts(at(1), at(3));
    all.get(2).contacts(at(1), at(2));
    run();
    assertThat(all).allSatisfy(p -> {
      assertThat(p.formedTimes).isEqualTo(1);
      assertThat(p.diskConfirmed).isTrue();
      assertThat(p.diskRecord).isEqualTo(all.get(0).diskRecord);
      assertThat(p.failure).isEmpty();
    });
    return all;
  }

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
    Process other =
        new Process(1, store(9), at(9), OptionalInt.empty(), 8, Optional.empty(), false);
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
    Process wiped =
        new Process(2, store(22), at(2), OptionalInt.empty(), 8, Optional.empty(), false);
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
    Process wiped =
        new Process(2, store(22), at(2), OptionalInt.empty(), 8, Optional.empty(), false);
    wiped.contacts(at(1), at(3));
    run();
    assertThat(wiped.failure.orElseThrow())
        .hasMessageContaining("members().replaceMember(2, that id)");
    assertThat(network.get(at(1)).formation.problems())
        .anySatisfy(problem -> assertThat(problem)
            .contains("knows node 2 with another store than " + store(22))
            .contains("members().replaceMember(2, that id)"));
  }

  // ---- members that change

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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, all.get(0), all.get(1));
    run();
    Process back = all.get(2).restarted();
    back.contacts(at(1), at(2));
    run();
    assertThat(back.failure.orElseThrow()).hasMessageStartingWith("QRT-408");
    assertThat(all.get(0).formation.problems()).isEmpty();
  }

  /** Whoever has not answered by then is not asked any more. */
  private void giveUp() {
    for (int i = 0; i < 6; i++) {
      run();
    }
  }

  /** By whom it knows, though they do not know any more where it is. */
  @Test
  void aMemberThatHasMissedALeaderForLongAsksAndHearsThatItWasReplaced() {
    List<Process> all = threeFormed();
    Process three = network.remove(at(3));
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    roster.apply(3, new SystemCommand.MemberReplaced(4));
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
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
    all.get(0).formation.heardBoot(2, 2_000);
    run();
    assertThat(again.formation.membership()).isEqualTo(roster.membership());
  }

  @Test
  void aSpareThatWasMadeAnewCountsAsItIsNow() {
    List<Process> all = threeFormed();
    joins = true;
    Process first =
        new Process(4, store(4), at(40), OptionalInt.empty(), 8, Optional.empty(), false);
    first.contacts(at(1), at(2), at(3));
    run();
    network.remove(at(40));
    Process second =
        new Process(4, store(44), at(30), OptionalInt.empty(), 8, Optional.empty(), false);
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
  void aNewProcessOfAMemberIsAskedOnceHoweverOftenItIsHeard() {
    Process one = threeFormed().get(0);
    network.remove(at(2));
    sent.clear();
    for (int i = 0; i < 200; i++) {
      one.formation.heardBoot(2, 4711);
      now += RETRY;
      one.carryOut(one.formation.tick(now));
    }
    assertThat(sent).hasSizeLessThan(20);
  }

  @Test
  void whatWasWrongWithAMemberIsForgottenWhenItHasLeft() {
    List<Process> all = threeFormed();
    network.remove(at(3));
    Process one = all.get(0).restarted();
    Process wiped =
        new Process(3, store(33), at(3), OptionalInt.empty(), 8, Optional.empty(), false);
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, all.get(0), all.get(1));
    run();
    Process recycled =
        new Process(3, store(33), at(3), OptionalInt.empty(), 8, Optional.empty(), false);
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
    Roster roster = rosterOfThree();
    roster.apply(2, new SystemCommand.ReplaceMember(3, entry(4)));
    Membership between = roster.membership().orElseThrow();
    roster.apply(3, new SystemCommand.MemberReplaced(4));
    tell(roster, one);
    one.carryOut(one.formation.learned(between));
    assertThat(one.formation.membership()).isEqualTo(roster.membership());
  }

  @Test
  void twoLiveProcessesWithOneStoreBothStop() {
    Process original = threeFormed().get(1);
    Process copy =
        new Process(2, store(2), at(22), OptionalInt.empty(), 8, original.diskRecord, true);
    copy.contacts(at(1), at(3));
    run();
    network.get(at(1)).formation.heardBoot(2, 1001);
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
      e.getValue().formation.heardBoot(2, 1001); // a late frame of the process before
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
    asking.formation.heardBoot(2, boot);
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
    Process renamed =
        new Process(5, store(5), at(2), OptionalInt.empty(), 8, Optional.empty(), false);
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
