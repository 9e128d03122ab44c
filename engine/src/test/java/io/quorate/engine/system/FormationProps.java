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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Nodes that form a cluster while messages are lost, doubled and out of order, disks are slow, and
 * processes die. Two records would be two clusters, each of which believes to hold the data.
 */
class FormationProps {
  private static final long RETRY = 100;

  record Step(Kind kind, int a, int b) {
    enum Kind {
      DELIVER,
      DELIVER_A_COPY,
      LOSE,
      SYNC,
      PASS,
      RESTART,
      RESTART_AFTER_SYNC
    }
  }

  /** A message under way. */
  private record Mail(NodeAddress to, SystemMessage message) {}

  private static NodeAddress at(int node) {
    return new NodeAddress("host-" + node, 7000);
  }

  /** A node over all its processes: its disk, its list, and what it has ever formed. */
  private static final class Node {
    final int id;
    final List<NodeAddress> list;
    final int partitions;
    StoreId store;
    Optional<FormationRecord> disk = Optional.empty();
    boolean confirmed;
    Formation formation;
    final Deque<FormationAction.Persist> writes = new ArrayDeque<>();
    Optional<RaftException> failure = Optional.empty();
    boolean formed;

    Node(int id, List<NodeAddress> list, int partitions) {
      this.id = id;
      this.list = list;
      this.partitions = partitions;
      this.store = new StoreId(id, 1);
    }
  }

  private static final class World {
    final TreeMap<NodeAddress, Node> nodes = new TreeMap<>();
    final List<Mail> underWay = new ArrayList<>();
    final List<FormationRecord> formed = new ArrayList<>();
    private long now;
    private long boots = 1000;

    void add(int id, List<NodeAddress> list, int partitions) {
      Node node = new Node(id, list, partitions);
      nodes.put(at(id), node);
      start(node);
    }

    Node node(int number) {
      return nodes.get(at(1 + number % nodes.size()));
    }

    void start(Node node) {
      node.writes.clear();
      node.failure = Optional.empty();
      node.formed = node.confirmed;
      boots++;
      node.formation = new Formation(
          new Identity(
              new Member(node.id, node.store),
              boots,
              at(node.id),
              node.list.isEmpty() ? OptionalInt.of(1) : OptionalInt.empty(),
              false,
              true,
              node.partitions,
              true),
          node.disk,
          node.confirmed,
          Optional.empty(),
          boots * 77,
          RETRY);
      carryOut(node, node.formation.discovered(node.list));
    }

    void carryOut(Node node, List<FormationAction> actions) {
      for (FormationAction action : List.copyOf(actions)) {
        if (action instanceof FormationAction.Send send) {
          underWay.add(new Mail(send.to(), send.message()));
        } else if (action instanceof FormationAction.Persist persist) {
          node.writes.add(persist);
        } else if (action instanceof FormationAction.Formed done) {
          assertThat(node.formed).as("a process forms once").isFalse();
          assertThat(node.confirmed).as("the confirmation is on disk").isTrue();
          node.formed = true;
          formed.add(done.record());
        } else if (action instanceof FormationAction.Fail fail) {
          node.failure = Optional.of(fail.reason());
        }
      }
    }

    void sync(Node node) {
      if (!node.writes.isEmpty()) {
        FormationAction.Persist write = node.writes.poll();
        node.disk.ifPresent(before ->
            assertThat(write.record()).as("a record on disk is never replaced").isEqualTo(before));
        node.disk = Optional.of(write.record());
        node.confirmed |= write.confirmed();
        carryOut(node, node.formation.persisted(write));
      }
    }

    void syncAll(Node node) {
      while (!node.writes.isEmpty()) {
        sync(node);
      }
    }

    void deliver(Mail mail) {
      Node node = nodes.get(mail.to());
      if (node != null) {
        if (mail.message() instanceof Hello hello) {
          carryOut(node, node.formation.hello(hello));
        } else if (mail.message() instanceof IdentityConflict conflict) {
          carryOut(node, node.formation.identityConflict(conflict));
        } else if (mail.message() instanceof HelloRefused refused) {
          node.formation.refused(0, refused);
        }
      }
    }

    void run(Step step) {
      switch (step.kind()) {
        case DELIVER -> {
          if (!underWay.isEmpty()) {
            deliver(underWay.remove(step.a() % underWay.size()));
          }
        }
        case DELIVER_A_COPY -> {
          if (!underWay.isEmpty()) {
            deliver(underWay.get(step.a() % underWay.size()));
          }
        }
        case LOSE -> {
          if (!underWay.isEmpty()) {
            underWay.remove(step.a() % underWay.size());
          }
        }
        case SYNC -> sync(node(step.a()));
        case PASS -> pass(step.b() * RETRY / 10);
        case RESTART, RESTART_AFTER_SYNC -> {
          Node node = node(step.a());
          if (step.kind() == Step.Kind.RESTART_AFTER_SYNC) {
            sync(node);
          }
          start(node);
        }
      }
    }

    void pass(long time) {
      now += time;
      for (Node node : nodes.values()) {
        if (node.formation.nextDeadline() <= now) {
          carryOut(node, node.formation.tick(now));
        }
      }
    }

    /** From now on all is well; what was under way arrives late. */
    void heal() {
      for (int round = 0; round < 60; round++) {
        for (int delivered = 0; !underWay.isEmpty(); delivered++) {
          assertThat(delivered).as("messages of one round").isLessThan(10_000);
          deliver(underWay.remove(0));
          nodes.values().forEach(this::syncAll);
        }
        nodes.values().forEach(this::syncAll);
        if (underWay.isEmpty()) {
          long next = nodes.values().stream()
              .mapToLong(node -> node.formation.nextDeadline())
              .min()
              .orElseThrow();
          if (next == Long.MAX_VALUE) {
            return;
          }
          // A contact that was never asked has been due since the beginning of time.
          pass(next <= now ? RETRY : Math.max(RETRY, next - now));
        }
      }
    }

    void assertOneCluster() {
      assertThat(
              new TreeSet<>(formed.stream().map(r -> r.clusterId().toString()).toList()))
          .as("clusters that were formed")
          .hasSizeLessThanOrEqualTo(1);
    }

    void assertOneRecord() {
      assertOneCluster();
      assertThat(nodes.values().stream().flatMap(n -> n.disk.stream()).distinct())
          .as("records on disks")
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  private static World world(int count) {
    World world = new World();
    for (int id = 1; id <= count; id++) {
      List<NodeAddress> others = new ArrayList<>();
      for (int other = 1; other <= count; other++) {
        if (other != id) {
          others.add(at(other));
        }
      }
      world.add(id, others, 8);
    }
    return world;
  }

  @Property(tries = 100)
  void whateverHappensMeanwhileAllFormTheSameCluster(
      @ForAll @IntRange(min = 1, max = 5) int count, @ForAll("steps") List<Step> steps) {
    World world = world(count);
    for (Step step : steps) {
      world.run(step);
      world.assertOneRecord();
    }
    world.heal();
    world.assertOneRecord();
    for (Node node : world.nodes.values()) {
      assertThat(node.failure).as("node %d", node.id).isEmpty();
      assertThat(node.formed)
          .as("node %d has formed: %s", node.id, node.formation.missing())
          .isTrue();
      assertThat(node.disk.orElseThrow().members()).hasSize(count);
      assertThat(node.formation.problems()).isEmpty();
    }
  }

  /** A list that lacks somebody, or names a stranger, must not become a cluster of its own. */
  @Property(tries = 100)
  void withDifferentListsNothingIsFormedTwice(
      @ForAll @IntRange(min = 2, max = 4) int count,
      @ForAll("lists") List<Integer> lists,
      @ForAll("steps") List<Step> steps) {
    World world = new World();
    for (int id = 1; id <= count; id++) {
      List<NodeAddress> list = new ArrayList<>();
      for (int other = 1; other <= count; other++) {
        if (other != id && (lists.get(id) >> other & 1) == 1) {
          list.add(at(other));
        }
      }
      // Nobody asked for a cluster of one.
      world.add(id, list.isEmpty() ? List.of(at(id)) : list, 8);
    }
    for (Step step : steps) {
      world.run(step);
      assertNobodyIsInTwoClusters(world);
    }
    world.heal();
    assertNobodyIsInTwoClusters(world);
  }

  /** Several clusters may stand side by side if lists say so, but no node is a member of two. */
  private static void assertNobodyIsInTwoClusters(World world) {
    TreeMap<Member, FormationRecord> clusters = new TreeMap<>();
    for (FormationRecord record : world.formed) {
      for (Member member : record.members()) {
        FormationRecord other = clusters.put(member, record);
        assertThat(other == null || other.equals(record))
            .as("%s is in %s and in %s", member, record, other)
            .isTrue();
      }
    }
    for (Node node : world.nodes.values()) {
      if (node.formed) {
        assertThat(node.disk.orElseThrow().names(new Member(node.id, node.store)))
            .isTrue();
      }
    }
  }

  @Property(tries = 100)
  void withDifferentNumbersOfPartitionsNothingIsFormedAndSomebodySaysWhy(
      @ForAll @IntRange(min = 2, max = 4) int count, @ForAll("steps") List<Step> steps) {
    World world = new World();
    for (int id = 1; id <= count; id++) {
      List<NodeAddress> others = new ArrayList<>();
      for (int other = 1; other <= count; other++) {
        if (other != id) {
          others.add(at(other));
        }
      }
      world.add(id, others, id == count ? 16 : 8);
    }
    steps.forEach(world::run);
    world.heal();
    assertThat(world.formed).isEmpty();
    assertThat(world.nodes.values().stream().flatMap(n -> n.failure.stream()))
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure.code()).isEqualTo("QRT-404"));
  }

  /** A disk that is replaced half-way takes with it what others have counted on. */
  @Property(tries = 100)
  void evenIfADiskIsReplacedHalfWayNoTwoClustersAreFormed(
      @ForAll @IntRange(min = 2, max = 5) int count,
      @ForAll @IntRange(max = 4) int replaced,
      @ForAll("steps") List<Step> before,
      @ForAll("steps") List<Step> after) {
    World world = world(count);
    before.forEach(world::run);
    Node node = world.node(replaced);
    node.store = new StoreId(node.id, 2);
    node.disk = Optional.empty();
    node.confirmed = false;
    world.start(node);
    for (Step step : after) {
      world.run(step);
      world.assertOneCluster();
    }
    world.heal();
    world.assertOneCluster();
  }

  @Provide
  Arbitrary<List<Integer>> lists() {
    return Arbitraries.integers().between(0, 31).list().ofSize(6);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 99);
    return Combinators.combine(
            Arbitraries.of(
                Step.Kind.DELIVER,
                Step.Kind.DELIVER,
                Step.Kind.DELIVER,
                Step.Kind.DELIVER_A_COPY,
                Step.Kind.LOSE,
                Step.Kind.SYNC,
                Step.Kind.SYNC,
                Step.Kind.PASS,
                Step.Kind.PASS,
                Step.Kind.RESTART,
                Step.Kind.RESTART_AFTER_SYNC),
            numbers,
            numbers)
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }
}
