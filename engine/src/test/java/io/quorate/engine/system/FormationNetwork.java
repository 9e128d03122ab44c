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

/**
 * Processes that meet, in a network that delivers at once, in order, unless a test says otherwise.
 */
abstract class FormationNetwork {
  static final long RETRY = 100;

  final TreeMap<NodeAddress, Process> network = new TreeMap<>();
  final Deque<Runnable> underWay = new ArrayDeque<>();
  final List<Hello> sent = new ArrayList<>();
  long now;
  long nextBoot = 1000;

  static NodeAddress at(int host) {
    return new NodeAddress("host-" + host, 7000);
  }

  static StoreId store(int n) {
    return new StoreId(n, n);
  }

  boolean joins;

  /** One process: its formation, its disk, and what has become of it. */
  final class Process implements FormationAction.Visitor, SystemMessage.Visitor<Void> {
    final Member member;
    final NodeAddress address;
    final long bootId = nextBoot++;
    final Formation formation;
    Optional<FormationRecord> diskRecord;
    boolean diskConfirmed;
    Optional<Membership> diskMembership;
    int formedTimes;
    int from;
    Optional<RaftException> failure = Optional.empty();

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
          new Identity(member, bootId, address, expect, joins, true, partitions, true),
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
  Process spare(int nodeId) {
    joins = true;
    Process spare = process(nodeId);
    joins = false;
    return spare;
  }

  /** A process with a store, and at a host, that are not those of its number. */
  Process processWith(int nodeId, int store, int host) {
    return new Process(
        nodeId, store(store), at(host), OptionalInt.empty(), 8, Optional.empty(), false);
  }

  Process process(int nodeId) {
    return process(nodeId, OptionalInt.empty(), 8);
  }

  Process process(int nodeId, OptionalInt expect, int partitions) {
    return new Process(
        nodeId, store(nodeId), at(nodeId), expect, partitions, Optional.empty(), false);
  }

  void run() {
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

  List<Process> threeFormed() {
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

  /** Whoever has not answered by then is not asked any more. */
  void giveUp() {
    for (int i = 0; i < 6; i++) {
      run();
    }
  }
}
